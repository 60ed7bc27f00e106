/** Light, dark, or as the device: changes at once and is remembered by the server. */
import { all, on } from "./dom";

export function start(): void {
  on("submit", "form[data-theme-switch]", (form, event) => {
    const choice = (event as SubmitEvent).submitter;
    if (!(choice instanceof HTMLButtonElement) || !(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    document.documentElement.dataset["theme"] = choice.value;
    for (const button of all<HTMLButtonElement>("form[data-theme-switch] button")) {
      button.setAttribute("aria-pressed", String(button.value === choice.value));
    }
    const body = new FormData(form);
    body.set("theme", choice.value);
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch((error: unknown) => {
      console.warn("The appearance could not be remembered.", error);
    });
  });
}
