/** Ctrl+K: search and commands. Hits come from the server; arrow keys choose, Enter opens, Esc closes. */
import { all, find } from "./dom";
import { open } from "./dialogs";

function shown(dialog: HTMLElement): HTMLElement[] {
  return all("[data-hit]", dialog).filter((hit) => hit.offsetParent !== null);
}

function choose(dialog: HTMLElement, index: number): void {
  const hits = shown(dialog);
  all("[data-hit]", dialog).forEach((hit) => hit.removeAttribute("aria-current"));
  const hit = hits[(index + hits.length) % hits.length];
  if (!hit) return;
  hit.setAttribute("aria-current", "true");
  hit.id ||= `hit-${Math.random().toString(36).slice(2)}`;
  find<HTMLInputElement>(".palette-q", dialog)?.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
}

function chosen(dialog: HTMLElement): number {
  return shown(dialog).findIndex((hit) => hit.getAttribute("aria-current") === "true");
}

/** Before anything is typed the commands are there; typing narrows them until hits arrive. */
function narrow(dialog: HTMLElement, query: string): void {
  const words = query.trim().toLowerCase();
  for (const command of all(".palette-commands li", dialog)) {
    command.hidden = words !== "" && !(command.textContent ?? "").toLowerCase().includes(words);
  }
  if (words === "") find("#palette-hits", dialog)?.replaceChildren();
}

export function start(): void {
  const dialog = find<HTMLDialogElement>("#palette");
  const input = dialog ? find<HTMLInputElement>(".palette-q", dialog) : null;
  if (!dialog || !input) return;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open("#palette");
  });
  dialog.addEventListener("tandem:opened", () => {
    input.select();
    narrow(dialog, input.value);
    choose(dialog, 0);
  });
  input.addEventListener("input", () => {
    narrow(dialog, input.value);
    choose(dialog, 0);
  });
  dialog.addEventListener("htmx:afterSettle", () => choose(dialog, 0));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(dialog, chosen(dialog) + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      // A search field would first only be emptied; one press shall be enough.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter") {
      const hit = shown(dialog)[chosen(dialog)];
      if (!hit) return;
      event.preventDefault();
      dialog.close();
      hit.click();
    }
  });
}
