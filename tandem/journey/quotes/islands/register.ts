/**
 * The register of quotes: rows are ticked one by one, with X on the row one stands on, with Shift over several, or all;
 * the bar below says how many. Columns are put in order with the arrows beside them.
 */

class QuoteRegister extends HTMLElement {
  private last: HTMLInputElement | null = null;

  connectedCallback(): void {
    this.addEventListener("change", () => this.count());
    this.addEventListener("click", (event) => this.pick(event));
    document.addEventListener("keydown", this.press);
    this.addEventListener("htmx:afterSettle", () => this.count());
    this.addEventListener("htmx:configRequest", (event) => this.shorten(event));
    this.count();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.press);
  }

  private boxes(): HTMLInputElement[] {
    return Array.from(this.querySelectorAll<HTMLInputElement>('input[name="q"]'));
  }

  private pick(event: Event): void {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    if (box.hasAttribute("data-all")) {
      for (const one of this.boxes()) one.checked = box.checked;
    } else if (box.name === "q") {
      if (event instanceof MouseEvent && event.shiftKey && this.last) this.fill(this.last, box);
      this.last = box;
    }
  }

  private fill(from: HTMLInputElement, to: HTMLInputElement): void {
    const boxes = this.boxes();
    const ends = [boxes.indexOf(from), boxes.indexOf(to)].sort((one, other) => one - other);
    for (const box of boxes.slice(ends[0], (ends[1] ?? 0) + 1)) box.checked = to.checked;
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset["shortcuts"] === "off") return;
    const at = document.activeElement;
    if (at instanceof HTMLInputElement && at.type !== "checkbox") return;
    const row = at?.closest<HTMLElement>("[data-row]");
    const box = row && this.contains(row) ? row.querySelector<HTMLInputElement>('input[name="q"]') : null;
    if (!box) return;
    event.preventDefault();
    box.click();
  };

  private count(): void {
    const bar = this.querySelector<HTMLElement>("[data-bulk]");
    const said = this.querySelector<HTMLElement>("[data-count]");
    const boxes = this.boxes();
    const chosen = boxes.filter((box) => box.checked).length;
    const everything = this.querySelector<HTMLInputElement>('input[name="alle_der_ansicht"]');
    const all = this.querySelector<HTMLInputElement>("[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    for (const box of boxes) box.closest("tr")?.classList.toggle("sel", box.checked);
    if (bar) bar.hidden = chosen === 0 && !everything?.checked;
    if (said) said.textContent = (chosen === 1 ? said.dataset["one"] : said.dataset["many"]?.replace("{n}", String(chosen))) ?? "";
  }

  /** Many numbers make an address too long: they travel in one word. */
  private shorten(event: Event): void {
    const detail = (event as CustomEvent<{ formData: FormData; elt: Element }>).detail;
    if (!(detail.elt instanceof HTMLFormElement)) return;
    const numbers = detail.formData.getAll("q").map((value) => Number(value).toString(36));
    detail.formData.delete("q");
    if (numbers.length) detail.formData.set("qs", numbers.join("."));
  }
}

class ColumnOrder extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-up], [data-down]") : null;
      const item = button?.closest("li");
      if (!button || !item) return;
      if (button.hasAttribute("data-up")) item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      button.focus();
    });
  }
}

customElements.define("quote-register", QuoteRegister);
customElements.define("column-order", ColumnOrder);
