/**
 * Moving an appointment on the board: by dragging it, or with Shift and the arrow keys. The board only shows where it would
 * go; the server decides. What it refuses jumps back, with the sentence above the page. Fingers scroll: on a phone the form
 * of the appointment's page moves it.
 */
import { show } from "../../../base/design/scripts/banners";
import { announce } from "../../../base/design/scripts/dom";

const QUARTER = 15;
const SLACK_PX = 4;

interface Held {
  entry: HTMLElement;
  home: HTMLElement;
  classes: string;
  label: string;
  row: number;
  day: HTMLElement;
  shift: number;
}

class CalendarBoard extends HTMLElement {
  private held: Held | null = null;
  private grip: { x: number; y: number; dragging: boolean } | null = null;
  private sending = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.grab(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.release());
    this.addEventListener("pointercancel", () => this.back());
    this.addEventListener("dragstart", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.swallow(event), true);
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", () => !this.grip && this.back());
  }

  private take(entry: HTMLElement): Held | null {
    if (this.held?.entry === entry) return this.held;
    this.back();
    const home = entry.closest<HTMLElement>(".day-grid");
    const row = Number(/(?:^|\s)s(\d+)/.exec(entry.className)?.[1]);
    if (!home || !row || this.sending) return null;
    const label = entry.querySelector(".ev-c")?.textContent ?? "";
    this.held = { entry, home, classes: entry.className, label, row, day: home, shift: 0 };
    entry.classList.add("moving");
    return this.held;
  }

  private grab(event: PointerEvent): void {
    const entry = movable(event.target);
    if (!entry || event.button !== 0 || event.pointerType === "touch" || !this.take(entry)) return;
    this.grip = { x: event.clientX, y: event.clientY, dragging: false };
  }

  private drag(event: PointerEvent): void {
    const { grip, held } = this;
    if (!grip || !held) return;
    if (!grip.dragging) {
      if (Math.hypot(event.clientX - grip.x, event.clientY - grip.y) < SLACK_PX) return;
      grip.dragging = true;
      this.setPointerCapture(event.pointerId);
    }
    const height = held.home.getBoundingClientRect().height / this.rows;
    const under = this.days(held).find((day) => {
      const box = day.getBoundingClientRect();
      const board = day.closest(".board-day")?.getBoundingClientRect() ?? box;
      return event.clientX >= board.left && event.clientX <= board.right;
    });
    this.place(held, under ?? held.day, Math.round((event.clientY - grip.y) / height));
  }

  private release(): void {
    const { grip, held } = this;
    this.grip = null;
    if (!grip || !held) return;
    if (grip.dragging) void this.send(held);
    else this.back();
  }

  /** The click that ends a drag opens nothing. */
  private swallow(event: MouseEvent): void {
    if (!this.sending && !this.held) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private key(event: KeyboardEvent): void {
    const entry = movable(event.target);
    if (!entry) return;
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.shiftKey && step) {
      event.preventDefault();
      const isNew = this.held?.entry !== entry;
      const held = this.take(entry);
      if (!held) return;
      const days = this.days(held);
      const day = days[days.indexOf(held.day) + (step[0] ?? 0)] ?? held.day;
      this.place(held, day, held.shift + (step[1] ?? 0));
      entry.focus();
      if (isNew) announce(`${this.told(held)}. ${this.dataset["picked"] ?? ""}`);
    } else if (this.held?.entry === entry && event.key === "Escape") {
      event.preventDefault();
      this.back();
      entry.focus();
      announce(this.dataset["back"] ?? "");
    } else if (this.held?.entry === entry && event.key === "Enter") {
      event.preventDefault();
      void this.send(this.held);
    }
  }

  /** The columns of the same person, day by day: an appointment changes its time, not its people. */
  private days(held: Held): HTMLElement[] {
    const person = held.home.dataset["person"] ?? "";
    return Array.from(this.querySelectorAll<HTMLElement>(`.day-grid[data-person="${CSS.escape(person)}"]`));
  }

  private place(held: Held, day: HTMLElement, shift: number): void {
    const row = Math.min(Math.max(1, held.row + shift), this.rows);
    const before = this.told(held);
    held.shift = row - held.row;
    held.day = day;
    held.entry.className = `${held.classes.replace(/(^|\s)s\d+/, `$1s${row}`)} moving`;
    if (held.entry.parentElement !== day) {
      this.rehanging = true;
      day.append(held.entry);
      this.rehanging = false;
    }
    const clock = held.entry.querySelector(".ev-c");
    if (clock) clock.textContent = this.clock(held);
    if (this.told(held) !== before) announce(this.told(held));
  }

  private rehanging = false;

  private back(): void {
    const held = this.held;
    if (!held || this.sending || this.rehanging) return;
    this.held = this.grip = null;
    held.entry.className = held.classes;
    if (held.entry.parentElement !== held.home) held.home.append(held.entry);
    const clock = held.entry.querySelector(".ev-c");
    if (clock) clock.textContent = held.label;
  }

  private async send(held: Held): Promise<void> {
    const form = this.querySelector<HTMLFormElement>("form[data-drop]");
    if (!form || this.sending) return;
    if (held.day === held.home && held.shift === 0) return this.back();
    const said = new FormData(form);
    said.set("day", held.day.dataset["day"] ?? "");
    said.set("clock", this.clock(held));
    said.set("minutes", held.entry.dataset["minutes"] ?? "");
    this.sending = true;
    this.setAttribute("aria-busy", "true");
    let refusal = this.dataset["unsent"] ?? "";
    try {
      const answer = await fetch(held.entry.dataset["move"] ?? "", { method: "POST", body: said, redirect: "manual" });
      if (answer.ok) return window.location.reload();
      const told: unknown = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (told && typeof told === "object" && "said" in told) refusal = `${String(told.said)} ${this.dataset["back"] ?? ""}`;
    } catch (error) {
      console.warn("The appointment was not moved.", error);
    }
    this.sending = false;
    this.removeAttribute("aria-busy");
    this.back();
    held.entry.focus();
    show("err", refusal);
  }

  private clock(held: Held): string {
    const [hours, minutes] = (held.entry.dataset["start"] ?? "0:0").split(":").map(Number);
    const total = Math.min(Math.max(0, (hours ?? 0) * 60 + (minutes ?? 0) + held.shift * QUARTER), 24 * 60 - 1);
    return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  }

  private told(held: Held): string {
    return `${held.day.dataset["said"] ?? ""} ${this.clock(held)}`;
  }

  private get rows(): number {
    return Number(this.querySelector<HTMLElement>(".board")?.dataset["rows"] ?? 48);
  }
}

function movable(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".ev[data-move]") : null;
}

customElements.define("tandem-calendar", CalendarBoard);
