/** While a form is on its way: the button keeps its width, spins, and a second press does nothing. */
import { all, said } from "./dom";

const REST = new WeakMap<HTMLElement, string>();

export function begin(button: HTMLElement): void {
  if (button.getAttribute("aria-busy") === "true") return;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  REST.set(button, button.innerHTML);
  if (!button.classList.contains("btn")) return;
  const spin = document.createElement("span");
  spin.className = "spin";
  const word = button.dataset["busy"] ?? said("busy");
  button.replaceChildren(spin, ...(button.classList.contains("ic") || !word ? [] : [word]));
}

export function end(within: ParentNode = document): void {
  for (const button of all('[aria-busy="true"]', within)) {
    const html = REST.get(button);
    if (html === undefined) continue;
    button.innerHTML = html;
    button.removeAttribute("aria-busy");
    button.style.minWidth = "";
    REST.delete(button);
  }
  for (const form of all<HTMLFormElement>("form[data-sending]", within)) delete form.dataset["sending"];
}

export function start(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset["sending"]) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.defaultPrevented && !isHtmx(form)) return;
    form.dataset["sending"] = "yes";
    const button = event.submitter ?? form.querySelector<HTMLElement>('button[type="submit"], button:not([type])');
    // After the values are gathered: a changed button would not send its own name.
    if (button instanceof HTMLElement) window.setTimeout(() => begin(button));
  });
  // Coming back by the browser's arrow shows the page as it was left: busy.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) end();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const source = (event as CustomEvent<{ elt: Element }>).detail.elt;
    end(source.parentNode ?? document);
    if (source instanceof HTMLFormElement) delete source.dataset["sending"];
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const source = (event as CustomEvent<{ elt: Element }>).detail.elt;
    if (source instanceof HTMLButtonElement && source.classList.contains("btn")) begin(source);
  });
}

function isHtmx(form: HTMLFormElement): boolean {
  return ["hx-post", "hx-put", "hx-patch", "hx-delete"].some((name) => form.hasAttribute(name));
}
