/** Call mode by keyboard: a digit chooses the result, Enter keeps it; the next call takes the focus. */
class CallMode extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", (event) => this.chosen(event.target));
    this.addEventListener("keydown", (event) => this.send(event));
    document.addEventListener("htmx:afterSettle", (event) => {
      if (event.target instanceof Element && this.contains(event.target)) this.arrived();
    });
    this.arrived();
  }

  /** What the result still asks for takes the focus; if nothing, the button, so that Enter keeps it. */
  private chosen(changed: EventTarget | null): void {
    if (!(changed instanceof HTMLInputElement) || changed.name !== "result") return;
    const form = changed.form;
    const wanted = changed.dataset["asks"];
    const field = wanted ? form?.querySelector<HTMLElement>(`[name="${wanted}"]`) : null;
    (field ?? form?.querySelector<HTMLElement>("[data-keeps]"))?.focus({ preventScroll: Boolean(field) });
  }

  /** Ctrl+Enter keeps the result from within the note. */
  private send(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-result]") : null;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  }

  /** The next call: its name takes the focus and is read out; a form that came back keeps its own. */
  private arrived(): void {
    if (this.querySelector(".form-errors, .bad, .fld-e")) return;
    const start = this.querySelector<HTMLElement>("[data-starts]") ?? this.querySelector<HTMLElement>("[data-named]");
    start?.focus({ preventScroll: true });
  }
}

customElements.define("call-mode", CallMode);
