/** The few things every script needs: find, listen, say. */

export function find<T extends HTMLElement>(selector: string, within: ParentNode = document): T | null {
  return within.querySelector<T>(selector);
}

export function all<T extends HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector));
}

/** Listen once for the whole page: what htmx swaps in later is heard too. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  act: (target: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const from = event.target;
    const target = from instanceof Element ? from.closest<HTMLElement>(selector) : null;
    if (target) act(target, event);
  });
}

/** A sentence in the page's language, from the template `#said`; pages without it get the fallback. */
export function said(key: string, fallback = ""): string {
  const template = document.querySelector<HTMLTemplateElement>("template#said");
  return template?.content.querySelector(`[data-key="${key}"]`)?.textContent ?? fallback;
}

/** Say something to screen readers without moving the focus. */
export function announce(text: string): void {
  const live = find("#live");
  if (!live) return;
  live.textContent = "";
  window.setTimeout(() => (live.textContent = text), 50);
}

/** Whether keys typed now belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function icon(name: string): SVGElement {
  const sprite = document.querySelector("svg.i use")?.getAttribute("href")?.split("#")[0] ?? "/static/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}
