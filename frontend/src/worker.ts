/** The worker that shows notifications. It keeps no pages and answers no requests. */

// The library of types for workers contradicts the one for pages: what is used here is said here.
interface Calling extends Event {
  data: { json(): Call } | null;
  notification: Notification;
  waitUntil(done: Promise<unknown>): void;
}

interface Worker {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: { openWindow(address: string): Promise<unknown> };
  addEventListener(name: "push" | "notificationclick", told: (event: Calling) => void): void;
}

interface Call {
  title: string;
  body: string;
  url: string;
  tag: string;
}

const worker = self as unknown as Worker;

worker.addEventListener("push", (event) => {
  if (!event.data) return;
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(worker.registration.showNotification(title, { body, tag, data: { url } }));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  const address = new URL(url, worker.location.origin);
  if (address.origin === worker.location.origin) event.waitUntil(worker.clients.openWindow(address.href));
});
