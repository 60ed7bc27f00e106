/**
 * The grid of a quote from the keyboard: Enter and the arrows go along a column, Enter at its end adds a line, Esc brings
 * back what is saved. What the server refuses stays as typed, with the sentence below it.
 */

type Typed = HTMLInputElement | HTMLTextAreaElement;

class QuoteGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type !== "checkbox") event.target.select();
    });
  }

  private move(event: KeyboardEvent): void {
    const from = event.target;
    if (!isTyped(from) || event.defaultPrevented || event.isComposing) return;
    const column = from.dataset["col"];
    const step = column ? stepOf(event, from) : 0;
    if (!step) return;
    const fields = Array.from(this.querySelectorAll<HTMLElement>(`[data-col="${column}"]`));
    const next = fields[fields.indexOf(from) + step];
    if (!next && event.key !== "Enter") return;
    event.preventDefault();
    if (next) next.focus();
    else {
      // Leaving the field saves it; then the new line takes the focus.
      from.blur();
      this.querySelector<HTMLButtonElement>("[data-add]")?.click();
    }
  }
}

function isTyped(target: EventTarget | null): target is Typed {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** 1 goes down, -1 up, 0 leaves the key to the field: within a text the arrows walk its lines first. */
function stepOf(event: KeyboardEvent, from: Typed): -1 | 0 | 1 {
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return 0;
  const isText = from instanceof HTMLTextAreaElement;
  if (event.key === "Enter") return 1;
  if (event.key === "ArrowDown") return isText && from.selectionStart !== from.value.length ? 0 : 1;
  if (event.key === "ArrowUp") return isText && from.selectionEnd !== 0 && !isWhole(from) ? 0 : -1;
  return 0;
}

function isWhole(field: Typed): boolean {
  return field.selectionStart === 0 && field.selectionEnd === field.value.length;
}

let count = 0;

/** The sentence stands below the field, in the grid as a row below the line. */
function refuse(field: Typed, says: string): void {
  settle(field);
  const hint = field.closest<HTMLElement>("[data-still]")?.dataset["still"] ?? "";
  const sentence = document.createElement("p");
  sentence.className = "fld-e";
  sentence.id = `refused-${++count}`;
  sentence.setAttribute("role", "alert");
  const label = field.dataset["col"] ? `${field.getAttribute("aria-label") ?? ""} – ` : "";
  sentence.textContent = `${label}${says} ${field.defaultValue ? hint.replace("{value}", field.defaultValue) : ""}`.trim();
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", sentence.id);
  const line = field.dataset["col"] ? field.closest("tr") : null;
  if (!line) {
    (field.closest(".fld, .row") ?? field).after(sentence);
    return;
  }
  const row = document.createElement("tr");
  row.className = "q-said";
  const cell = row.insertCell();
  cell.colSpan = line.cells.length;
  cell.append(sentence);
  line.after(row);
}

/** The field is fine again: nothing is said about it any more. */
function settle(field: Element): void {
  const sentence = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  (sentence?.closest("tr.q-said") ?? sentence)?.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

document.addEventListener("quotes:refused", (event) => {
  if (isTyped(event.target)) refuse(event.target, (event as CustomEvent<{ says: string }>).detail.says);
});

document.addEventListener("quotes:kept", (event) => {
  const field = event.target;
  if (!isTyped(field)) return;
  settle(field);
  const { shown } = (event as CustomEvent<{ shown?: string }>).detail;
  if (shown !== undefined && field !== document.activeElement) field.value = shown;
  field.defaultValue = field.value;
});

// Before what else Esc does on the page: close a menu, leave.
document.addEventListener(
  "keydown",
  (event) => {
    const field = event.target;
    if (event.key !== "Escape" || !isTyped(field) || !field.closest("[data-still]")) return;
    if (field.value === field.defaultValue && !field.hasAttribute("aria-invalid")) return;
    event.stopPropagation();
    event.preventDefault();
    field.value = field.defaultValue;
    field.select();
    settle(field);
  },
  true,
);

// A quote does not go out while a value on the page is not the saved one.
document.addEventListener(
  "click",
  (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-sends]")) return;
    const refused = document.querySelector<HTMLElement>('[data-still] [aria-invalid="true"]');
    if (!refused) return;
    event.stopPropagation();
    event.preventDefault();
    refused.focus();
  },
  true,
);

// A line that was removed takes its sentence with it.
document.addEventListener("htmx:afterSettle", () => {
  for (const sentence of document.querySelectorAll("tr.q-said .fld-e")) {
    if (!document.querySelector(`[aria-describedby="${sentence.id}"]`)) sentence.closest("tr")?.remove();
  }
});

customElements.define("quote-grid", QuoteGrid);
