import type { Island } from "../islands.ts";

/** Notifications in this browser: the person switches them on or off; the server learns where they are taken. */
class Push {
  readonly #element: HTMLElement;
  #own: PushSubscription | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
    for (const button of element.querySelectorAll("[data-push-do]")) {
      button.addEventListener("click", () => this.#turn().catch(() => this.#say("failed")));
    }
  }

  async show(): Promise<void> {
    const worker = await navigator.serviceWorker.getRegistration(this.#word("worker"));
    this.#own = (await worker?.pushManager.getSubscription()) ?? null;
    this.#draw();
    this.#element.hidden = false;
  }

  async #turn(): Promise<void> {
    this.#say("");
    if (this.#own) await this.#stop(this.#own);
    else await this.#allow();
    this.#draw();
  }

  async #allow(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") return this.#say("denied");
    const registration = await working(await navigator.serviceWorker.register(this.#word("worker")));
    const own = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.#word("key"),
    });
    const { keys } = own.toJSON();
    const answer = await this.#post("allow", { endpoint: own.endpoint, ...keys });
    if (answer.ok) {
      this.#own = own;
      return;
    }
    await own.unsubscribe();
    const told = (await answer.json()) as { error?: string };
    this.#say("failed", told.error);
  }

  async #stop(own: PushSubscription): Promise<void> {
    await own.unsubscribe();
    await this.#post("stop", { endpoint: own.endpoint });
    this.#own = null;
  }

  #post(name: "allow" | "stop", words: Record<string, string>): Promise<Response> {
    const token = this.#element.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(this.#word(name), {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ ...words, csrfmiddlewaretoken: token }),
    });
  }

  #draw(): void {
    for (const button of this.#element.querySelectorAll<HTMLElement>("[data-push-do]")) {
      button.hidden = (button.dataset["pushDo"] === "stop") !== Boolean(this.#own);
    }
  }

  /** Say one of the sentences that the page has brought along, or what the server said. */
  #say(name: string, told = ""): void {
    const place = this.#element.querySelector("[data-push-said]");
    if (place) place.textContent = told || (name && this.#word(name));
  }

  #word(name: string): string {
    return this.#element.dataset[name] ?? "";
  }
}

/** Wait until the worker works: it does not serve this page, so the browser's own promise would never come true. */
async function working(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const fresh = registration.installing ?? registration.waiting;
  if (registration.active || !fresh) return registration;
  await new Promise<void>((resolve) => {
    fresh.addEventListener("statechange", () => fresh.state === "activated" && resolve());
  });
  return registration;
}

const push: Island = async (element) => {
  if ("serviceWorker" in navigator && "PushManager" in window) await new Push(element).show();
};

export default push;
