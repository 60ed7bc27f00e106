/** The grid of a quote from the keyboard: Enter goes down a column, and at its end adds a line. */

class QuoteGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type !== "checkbox") event.target.select();
    });
  }

  private move(event: KeyboardEvent): void {
    const from = event.target;
    if (!(from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement)) return;
    const column = from.dataset["col"];
    if (!column) return;
    const isText = from instanceof HTMLTextAreaElement;
    const down = (event.key === "Enter" && !(isText && event.shiftKey)) || (event.key === "ArrowDown" && !isText);
    const up = event.key === "ArrowUp" && !isText;
    if (!down && !up) return;
    event.preventDefault();
    const fields = Array.from(this.querySelectorAll<HTMLElement>(`[data-col="${column}"]`));
    const next = fields[fields.indexOf(from) + (up ? -1 : 1)];
    if (next) next.focus();
    else if (event.key === "Enter") {
      // Leaving the field saves it; then the new line takes the focus.
      from.blur();
      this.querySelector<HTMLButtonElement>("[data-add]")?.click();
    }
  }
}

customElements.define("quote-grid", QuoteGrid);
