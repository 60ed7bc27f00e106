/** Back and send again is the same act; back, change and send is another one. The history entry remembers what was sent. */
interface Sent {
  key: string;
  values: string;
}

/** What the form says, without its keys. */
function valuesOf(form: HTMLFormElement): string {
  const said = [...new FormData(form)].filter(([name]) => name !== "_key" && name !== "csrfmiddlewaretoken");
  return JSON.stringify(said.map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]));
}

/** A key for one more act. */
export function fresh(): string {
  // Not crypto.randomUUID: it is missing where a company serves its pages without TLS.
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function start(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    const field = form.elements.namedItem("_key");
    if (!(field instanceof HTMLInputElement)) return;
    const state = (window.history.state ?? {}) as { sent?: Record<string, Sent> };
    const before = state.sent?.[form.action];
    const values = valuesOf(form);
    if (before?.values === values) field.value = before.key;
    else if (before?.key === field.value) field.value = fresh();
    const sent = { ...state.sent, [form.action]: { key: field.value, values } };
    window.history.replaceState({ ...state, sent }, "");
  });
}
