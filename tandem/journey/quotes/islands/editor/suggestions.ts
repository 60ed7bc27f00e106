/** Products while somebody types in the cell of the article: arrow down goes into the list, Enter or Tab chooses. */
import { announce } from "../../../../base/design/scripts/dom";
import { lineOf } from "./rows";

export interface Product {
  id: number;
  number: string;
  name: string;
  unit: string;
}

const PAUSE_MS = 120;
const LEAST_LETTERS = 2;

function isCell(target: EventTarget | null): target is HTMLTextAreaElement {
  // A text between the items has a kind of its own; a line of several rows is no search.
  return target instanceof HTMLTextAreaElement && target.matches('.q-item [data-col="text"]');
}

export class Suggestions {
  private field: HTMLTextAreaElement | null = null;
  private products: Product[] = [];
  private active = -1;
  private timer = 0;
  private asked = 0;

  constructor(
    root: HTMLElement,
    private readonly list: HTMLElement,
    private readonly url: string,
    private readonly words: string,
    private readonly chosen: (field: HTMLTextAreaElement, product: Product) => void,
  ) {
    root.addEventListener("input", (event) => {
      if (isCell(event.target)) this.later(event.target);
    });
    // Before the keys of the grid move on.
    root.addEventListener("keydown", (event) => this.keyed(event), true);
    root.addEventListener("focusout", (event) => {
      if (isCell(event.target)) this.forget();
    });
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role='option']") : null;
      if (option) this.choose(Number(option.dataset["place"]));
    });
  }

  /** Whether there was something to close. */
  close(): boolean {
    const wasOpen = this.isOpen;
    this.forget();
    return wasOpen;
  }

  private get isOpen(): boolean {
    return this.list.matches(":popover-open");
  }

  private later(field: HTMLTextAreaElement): void {
    window.clearTimeout(this.timer);
    const text = field.value.trim();
    if (text.length < LEAST_LETTERS || text.includes("\n") || text.length > 60) {
      this.forget();
      return;
    }
    this.timer = window.setTimeout(() => void this.ask(field, text), PAUSE_MS);
  }

  private async ask(field: HTMLTextAreaElement, text: string): Promise<void> {
    const asked = ++this.asked;
    let found: Product[];
    try {
      const response = await fetch(`${this.url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" }, redirect: "manual", credentials: "same-origin" });
      if (!response.ok) return;
      found = ((await response.json()) as { options: Product[] }).options;
    } catch {
      // Without a connection what is typed stays a line of its own; the grid says that there is none.
      return;
    }
    if (asked !== this.asked || document.activeElement !== field) return;
    this.show(field, found, text);
  }

  private show(field: HTMLTextAreaElement, found: Product[], text: string): void {
    if (!found.length) {
      this.forget();
      return;
    }
    this.field = field;
    this.products = found;
    this.list.replaceChildren(
      ...found.map((product, place) => {
        const option = document.createElement("div");
        option.id = `q-suggest-${place}`;
        option.setAttribute("role", "option");
        option.dataset["place"] = String(place);
        for (const [name, words] of [["b", product.number], ["span", product.name], ["small", product.unit]] as const) {
          const part = document.createElement(name);
          part.textContent = words;
          option.append(part);
        }
        return option;
      }),
    );
    field.setAttribute("aria-controls", this.list.id);
    if (!this.isOpen) {
      this.list.showPopover();
      announce(this.words.replace("{count}", String(found.length)));
    }
    const box = field.getBoundingClientRect();
    const below = box.bottom + this.list.offsetHeight + 8 < window.innerHeight;
    this.list.style.top = `${below ? box.bottom + 2 : Math.max(8, box.top - this.list.offsetHeight - 2)}px`;
    this.list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - this.list.offsetWidth - 8))}px`;
    // Who has typed the whole number means it.
    const plain = (number: string): string => number.replace(/\s/g, "").toLowerCase();
    this.go(found.findIndex((product) => plain(product.number) === plain(text)));
  }

  private go(place: number): void {
    this.active = place;
    Array.from(this.list.children).forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === place));
      if (at === place) option.scrollIntoView({ block: "nearest" });
    });
    if (place < 0) this.field?.removeAttribute("aria-activedescendant");
    else this.field?.setAttribute("aria-activedescendant", `q-suggest-${place}`);
  }

  private keyed(event: KeyboardEvent): void {
    if (event.target !== this.field || !this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = this.products.length;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.go(this.active < 0 ? (step > 0 ? 0 : count - 1) : (this.active + step + count) % count);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0) this.choose(this.active);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private choose(place: number): void {
    const product = this.products[place];
    const field = this.field;
    this.forget();
    if (product && field?.isConnected && lineOf(field)) this.chosen(field, product);
  }

  private forget(): void {
    window.clearTimeout(this.timer);
    this.asked++;
    if (this.isOpen) this.list.hidePopover();
    this.field?.removeAttribute("aria-activedescendant");
    this.field?.removeAttribute("aria-controls");
    this.field = null;
    this.active = -1;
  }
}
