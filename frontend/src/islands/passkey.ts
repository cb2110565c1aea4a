/**
 * Passkeys: a form with a hidden `credential` field, filled by the browser's authenticator and then sent.
 *
 * `data-passkey`: `login` asks the form's own address for the challenge, `get` and `create` read it from the JSON
 * element whose id stands in `data-options`. `data-failed`: the sentence shown when the authenticator gives nothing.
 */
type Json = { [key: string]: unknown };

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function base64url(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list as Json[] | undefined) ?? []).map(
    (one) => ({ ...one, id: bytes(one["id"] as string) }) as unknown as PublicKeyCredentialDescriptor,
  );
}

/** What the server wrote as JSON, as the browser wants it: base64url texts become bytes. */
export function requestOptions(options: Json): PublicKeyCredentialRequestOptions {
  const key = options["publicKey"] as Json;
  return {
    ...key,
    challenge: bytes(key["challenge"] as string),
    allowCredentials: described(key["allowCredentials"]),
  } as PublicKeyCredentialRequestOptions;
}

/** The same for a new credential. A passkey that signs in alone must be kept on the device and check its owner. */
export function creationOptions(options: Json, alone: boolean | null): PublicKeyCredentialCreationOptions {
  const key = options["publicKey"] as Json;
  const user = key["user"] as Json;
  const selection = { ...(key["authenticatorSelection"] as Json | undefined) };
  if (alone !== null) {
    selection["residentKey"] = alone ? "required" : "discouraged";
    selection["requireResidentKey"] = alone;
    if (alone) selection["userVerification"] = "required";
  }
  return {
    ...key,
    challenge: bytes(key["challenge"] as string),
    user: { ...user, id: bytes(user["id"] as string) },
    excludeCredentials: described(key["excludeCredentials"]),
    authenticatorSelection: selection,
  } as unknown as PublicKeyCredentialCreationOptions;
}

/** What the authenticator answered, as the JSON that the server reads. */
export function asJson(credential: PublicKeyCredential): Json {
  const answer = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Json = { clientDataJSON: base64url(answer.clientDataJSON) };
  if (answer.attestationObject) {
    response["attestationObject"] = base64url(answer.attestationObject);
    response["transports"] = answer.getTransports?.() ?? [];
  } else {
    response["authenticatorData"] = base64url(answer.authenticatorData);
    response["signature"] = base64url(answer.signature);
    response["userHandle"] = answer.userHandle ? base64url(answer.userHandle) : null;
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: base64url(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function challenge(form: HTMLFormElement): Promise<Json> {
  if (form.dataset["passkey"] !== "login") {
    const written = document.getElementById(form.dataset["options"] ?? "")?.textContent ?? "{}";
    return JSON.parse(written) as Json;
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The challenge was refused: ${answer.status}`);
  return (await answer.json()) as Json;
}

async function obtain(form: HTMLFormElement): Promise<Credential | null> {
  const data = await challenge(form);
  if (form.dataset["passkey"] === "create") {
    const box = form.querySelector<HTMLInputElement>("input[name=passwordless]");
    const options = creationOptions(data["creation_options"] as Json, box ? box.checked : null);
    return navigator.credentials.create({ publicKey: options });
  }
  return navigator.credentials.get({ publicKey: requestOptions(data["request_options"] as Json) });
}

export default function passkey(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const button = form.querySelector<HTMLButtonElement>("button[type=button]");
  const field = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!button || !field || !window.PublicKeyCredential) return;
  const told = form.querySelector<HTMLElement>("[role=alert]");
  form.hidden = false;
  button.addEventListener("click", async () => {
    if (told) told.hidden = true;
    button.disabled = true;
    try {
      const credential = await obtain(form);
      field.value = JSON.stringify(asJson(credential as PublicKeyCredential));
      form.submit();
    } catch (error) {
      console.error(error);
      button.disabled = false;
      if (told) {
        told.textContent = form.dataset["failed"] ?? "";
        told.hidden = false;
      }
    }
  });
}
