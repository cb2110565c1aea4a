/** Why there is no signature: the program is not there, the person said no, or it could not sign. */
export type Hindrance = "away" | "cancelled" | "failed";

/** Thrown by `sign`. */
export class NotSigned extends Error {
  readonly why: Hindrance;

  constructor(why: Hindrance) {
    super(why);
    this.why = why;
  }
}

/** What NCALayer answers to a method of its module `commonUtils`; at first it tells its version. */
interface Answer {
  result?: { version?: string };
  code?: string;
  message?: string;
  responseObject?: string;
}

const ASKED = { module: "kz.gov.pki.knca.commonUtils", method: "createCMSSignatureFromBase64" };
const STORAGE = "PKCS12";
/** Keys for signatures, not those for signing in. */
const KIND = "SIGNATURE";

/**
 * Let the person sign a text with a key of the National Certification Authority: NCALayer, the program on the person's
 * own computer, asks for the key and its password and answers with a detached CMS in base64. The key never comes here.
 */
export function sign(text: string, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let open = false;
    const socket = new WebSocket(address);
    const end = (why: Hindrance) => {
      reject(new NotSigned(why));
      socket.close();
    };
    socket.onopen = () => {
      open = true;
      const data = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
      socket.send(JSON.stringify({ ...ASKED, args: [STORAGE, KIND, data, false] }));
    };
    socket.onerror = () => end(open ? "failed" : "away");
    socket.onclose = () => end(open ? "failed" : "away");
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const answer = JSON.parse(data) as Answer;
      if (answer.result?.version) return;
      if (answer.code !== "200" || !answer.responseObject)
        return end(answer.message === "action.canceled" ? "cancelled" : "failed");
      // Some versions put the lines of a PEM file around it.
      resolve(answer.responseObject.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, ""));
      socket.close();
    };
  });
}
