/** The menu of a line, and dragging it to another place. */
import { lineOf } from "./rows";

export type Do = (line: string, what: string) => void;

export class LineMenu {
  private line = "";
  private opener: HTMLElement | null = null;

  constructor(
    private readonly menu: HTMLElement,
    act: Do,
    turn: Do,
  ) {
    menu.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do], [data-kind-to]") : null;
      if (!button) return;
      menu.hidePopover();
      if (button.dataset["kindTo"]) turn(this.line, button.dataset["kindTo"]);
      else act(this.line, button.dataset["do"] ?? "");
    });
    menu.addEventListener("keydown", (event) => this.walk(event));
    menu.addEventListener("toggle", () => {
      if (!menu.matches(":popover-open") && menu.contains(document.activeElement)) this.opener?.focus();
    });
  }

  open(row: HTMLTableRowElement, at: HTMLElement): void {
    this.line = row.dataset["line"] ?? "";
    this.opener = at;
    for (const item of this.menu.querySelectorAll<HTMLElement>("[data-kind-to]")) {
      item.setAttribute("aria-checked", String(item.dataset["kindTo"] === row.dataset["kind"]));
    }
    const why = this.menu.querySelector<HTMLElement>('[data-do="why"]');
    if (why) why.hidden = !row.querySelector(".q-why-p");
    this.menu.showPopover();
    const box = at.getBoundingClientRect();
    const own = this.menu.getBoundingClientRect();
    const below = box.bottom + own.height + 8 < window.innerHeight;
    this.menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - own.height - 4)}px`;
    this.menu.style.left = `${Math.max(8, Math.min(box.right - own.width, window.innerWidth - own.width - 8))}px`;
    this.menu.querySelector<HTMLElement>("button")?.focus();
  }

  private walk(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const items = Array.from(this.menu.querySelectorAll<HTMLElement>("button"));
    const place = items.indexOf(document.activeElement as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1);
    items[(place + items.length) % items.length]?.focus();
  }
}

/** Lines by their number to another place: `drop` gets the line it comes behind, empty for the top. */
export function draggable(root: HTMLElement, drop: (line: string, after: string) => void): void {
  let dragged: HTMLTableRowElement | null = null;
  const clear = (): void => {
    for (const row of root.querySelectorAll(".q-before, .q-after")) row.classList.remove("q-before", "q-after");
  };
  root.addEventListener("dragstart", (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    dragged = handle ? lineOf(handle) : null;
    if (!dragged || !event.dataTransfer) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 16, 16);
    dragged.classList.add("q-dragged");
  });
  root.addEventListener("dragover", (event) => {
    const over = event.target instanceof Element ? lineOf(event.target) : null;
    if (!dragged || !over) return;
    event.preventDefault();
    clear();
    over.classList.add(isUpper(event, over) ? "q-before" : "q-after");
  });
  root.addEventListener("drop", (event) => {
    const over = event.target instanceof Element ? lineOf(event.target) : null;
    if (!dragged || !over) return;
    event.preventDefault();
    const all = Array.from(root.querySelectorAll<HTMLTableRowElement>("#lines > tr[data-line]")).filter((row) => row !== dragged);
    const behind = over === dragged ? null : isUpper(event, over) ? all[all.indexOf(over) - 1] : over;
    if (over !== dragged) drop(dragged.dataset["line"] ?? "", behind?.dataset["line"] ?? "");
  });
  root.addEventListener("dragend", () => {
    dragged?.classList.remove("q-dragged");
    dragged = null;
    clear();
  });
}

function isUpper(event: DragEvent, row: HTMLElement): boolean {
  const box = row.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
}
