/** How complete the report is, while it is being written: asks for the one thing that is missing. */
const PARTS = ["result", "contacts", "requirement", "outcome", "due"] as const;
type Part = (typeof PARTS)[number];
const NOT_NEEDED: Record<string, Part[]> = {
  not_there: ["contacts", "requirement", "outcome"],
  no_need: ["requirement", "due"],
};

class VisitReport extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form) return;
    form.addEventListener("input", (event) => this.clash(form, event.target));
    form.addEventListener("change", (event) => this.clash(form, event.target));
    this.show(form);
  }

  /** A typed date and a quick answer exclude each other; the later one counts. */
  private clash(form: HTMLFormElement, changed: EventTarget | null): void {
    if (changed instanceof HTMLInputElement && changed.name === "next_due" && changed.value) {
      for (const quick of form.querySelectorAll<HTMLInputElement>('[name="quick_due"]')) quick.checked = false;
    }
    if (changed instanceof HTMLInputElement && changed.name === "quick_due" && changed.checked) {
      const typed = form.querySelector<HTMLInputElement>('[name="next_due"]');
      if (typed) typed.value = "";
    }
    this.show(form);
  }

  private show(form: HTMLFormElement): void {
    const missing = this.missing(new FormData(form));
    const asked = missing[0];
    const given = PARTS.length - missing.length;
    const hint = this.querySelector<HTMLElement>("[data-hint]");
    if (hint) hint.hidden = asked === undefined;
    this.querySelector("[data-ring]")?.setAttribute("stroke-dasharray", `${given} ${PARTS.length}`);
    const count = this.querySelector("[data-count]");
    if (count) count.textContent = `${given}/${PARTS.length}`;
    for (const question of this.querySelectorAll<HTMLElement>("[data-ask]")) question.hidden = question.dataset["ask"] !== asked;
    for (const part of this.querySelectorAll<HTMLElement>("[data-part]")) {
      part.classList.toggle("given", !missing.includes(part.dataset["part"] as Part));
    }
  }

  private missing(data: FormData): Part[] {
    const text = (name: string): string => String(data.get(name) ?? "");
    const given: Record<Part, boolean> = {
      result: text("result") !== "",
      contacts: data.getAll("contacts").length > 0 || text("new_contact").trim() !== "",
      requirement: this.says(text("requirement")),
      outcome: this.says(text("outcome")),
      due: text("next_due") !== "" || text("quick_due") !== "",
    };
    const notNeeded = NOT_NEEDED[text("result")] ?? [];
    return PARTS.filter((part) => !given[part] && !notNeeded.includes(part));
  }

  /** Phrases like 'alles gut' tell the partner nothing. */
  private says(words: string): boolean {
    const umlauts: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
    const folded = words.toLowerCase().replace(/[äöüß]/g, (letter) => umlauts[letter] ?? letter).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    return folded !== "" && !(this.dataset["phrases"] ?? "").split("|").includes(folded);
  }
}

customElements.define("tandem-visit-report", VisitReport);
