// The QR code of a receipt carries number and code after the "#", which browsers never send: this
// takes them from the address, clears it, and sends the form as if somebody had typed them.
export default function follow(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const [number, code] = decodeURIComponent(location.hash.slice(1)).split(".");
  const numberField = form.elements.namedItem("number");
  const codeField = form.elements.namedItem("code");
  if (!number || !code) return;
  if (!(numberField instanceof HTMLInputElement) || !(codeField instanceof HTMLInputElement)) return;
  history.replaceState(null, "", location.pathname + location.search);
  numberField.value = number;
  codeField.value = code;
  form.requestSubmit();
}
