/** What came of asking for a fragment. */
export type Fetched = { html: string } | "same" | "gone" | "failed";

const GONE = new Set([401, 403, 404, 410]);

/** A piece of HTML of the page, asked for again and again; the server says cheaply when nothing has changed. */
export class Fragment {
  #etag = "";
  #last = "";

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async fetch(): Promise<Fetched> {
    const headers: Record<string, string> = { Accept: "text/html" };
    if (this.#etag) headers["If-None-Match"] = this.#etag;
    let answer: Response;
    try {
      answer = await fetch(this.#url, { headers, credentials: "same-origin", cache: "no-store" });
    } catch {
      return "failed";
    }
    if (answer.status === 304) return "same";
    // Sent elsewhere, the person has been signed out: what comes is the page of sign-in.
    if (GONE.has(answer.status) || answer.redirected) return "gone";
    if (!answer.ok) return "failed";
    const html = await answer.text();
    if (html === this.#last) return "same";
    this.#etag = answer.headers.get("ETag") ?? "";
    this.#last = html;
    return { html };
  }
}
