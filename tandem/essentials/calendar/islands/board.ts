/**
 * Moving an appointment on the board: by dragging it, or with Shift and the arrow keys. The board only shows where it would
 * go; the server decides. What it refuses jumps back, with the sentence above the page. A finger that moves at once scrolls;
 * one that rests on an entry for a moment picks it up. A second finger, or letting go beside the board, puts it back. At the
 * upper and lower edge of the screen the page moves along, so that the whole day is within reach.
 */
import { show } from "../../../base/design/scripts/banners";
import { announce } from "../../../base/design/scripts/dom";

const QUARTER = 15;
const SLACK_PX = 4;
// So long a finger rests before it picks an entry up, and so far it may tremble meanwhile.
const REST_MS = 400;
const TREMBLE_PX = 10;
// So near to what lies above and below the page the page moves along, so far with each picture.
const EDGE_PX = 40;
const STEP_PX = 6;

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
  // Where the pointer took hold, on the page and not on the screen: the page may scroll meanwhile.
  private grip: { x: number; y: number; pointer: number; dragging: boolean } | null = null;
  private last: { x: number; y: number } = { x: 0, y: 0 };
  private moving = 0;
  private resting: number | undefined;
  private sending = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.grab(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", (event) => this.release(event));
    this.addEventListener("pointercancel", () => this.leave());
    // While an entry hangs on the finger the page stays where it is, and a long press opens no menu of the browser.
    this.addEventListener("touchmove", (event) => this.grip?.dragging && event.preventDefault(), { passive: false });
    this.addEventListener("contextmenu", (event) => this.grip && event.preventDefault());
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
    this.ended = false;
    if (this.grip) return this.leave(); // a second finger
    const entry = movable(event.target);
    if (!entry || event.button !== 0) return;
    const grip = { x: event.clientX, y: event.clientY + window.scrollY, pointer: event.pointerId, dragging: false };
    if (event.pointerType !== "touch") {
      if (this.take(entry)) this.grip = grip;
      return;
    }
    this.grip = grip;
    this.resting = window.setTimeout(() => {
      const held = this.grip === grip ? this.take(entry) : null;
      if (!held) return;
      grip.dragging = true;
      this.setPointerCapture(grip.pointer);
      navigator.vibrate?.(12);
      announce(`${this.told(held)}. ${this.dataset["lifted"] ?? ""}`);
    }, REST_MS);
  }

  /** The finger scrolls, or there are two: nothing is moved. */
  private leave(): void {
    const lifted = this.grip?.dragging && this.held;
    window.clearTimeout(this.resting);
    this.grip = null;
    this.back();
    if (lifted) {
      this.ended = true;
      announce(this.dataset["back"] ?? "");
    }
  }

  private drag(event: PointerEvent): void {
    const { grip, held } = this;
    if (!grip || event.pointerId !== grip.pointer) return;
    if (!held) {
      // A finger that has not rested yet.
      if (farFrom(grip, event) > TREMBLE_PX) this.leave();
      return;
    }
    if (!grip.dragging) {
      if (farFrom(grip, event) < SLACK_PX) return;
      grip.dragging = true;
      this.setPointerCapture(event.pointerId);
    }
    this.last = { x: event.clientX, y: event.clientY };
    this.follow();
    if (!this.moving) this.moving = window.requestAnimationFrame(() => this.moveAlong());
  }

  /** The entry goes to the row and the day below the pointer. */
  private follow(): void {
    const { grip, held, last } = this;
    if (!grip || !held) return;
    const height = held.home.getBoundingClientRect().height / this.rows;
    const under = this.days(held).find((day) => {
      const box = day.getBoundingClientRect();
      const board = day.closest(".board-day")?.getBoundingClientRect() ?? box;
      return last.x >= board.left && last.x <= board.right;
    });
    this.place(held, under ?? held.day, Math.round((last.y + window.scrollY - grip.y) / height));
  }

  /** While the pointer stays at an edge the page scrolls below the entry, as far as the board goes. */
  private moveAlong(): void {
    this.moving = 0;
    if (!this.grip?.dragging || !this.held) return;
    const way = this.atEdge();
    const before = window.scrollY;
    if (way) window.scrollBy({ top: way * STEP_PX, behavior: "instant" });
    if (window.scrollY === before) return;
    this.follow();
    this.moving = window.requestAnimationFrame(() => this.moveAlong());
  }

  /** -1 at the upper edge while the board goes on above it, 1 at the lower one while it goes on below, else 0. */
  private atEdge(): number {
    const board = (this.querySelector(".board") ?? this).getBoundingClientRect();
    const bar = document.querySelector("header.bar")?.getBoundingClientRect();
    const tabs = document.querySelector("nav.tabs")?.getBoundingClientRect();
    const upper = Math.max(0, bar?.bottom ?? 0) + EDGE_PX;
    const lower = (tabs?.height ? tabs.top : window.innerHeight) - EDGE_PX;
    if (this.last.y < upper && board.top < upper) return -1;
    return this.last.y > lower && board.bottom > lower ? 1 : 0;
  }

  private release(event: PointerEvent): void {
    const { grip, held } = this;
    if (!grip || event.pointerId !== grip.pointer) return;
    window.clearTimeout(this.resting);
    if (grip.dragging && event.pointerType === "touch" && !this.isOver(event)) return this.leave();
    this.grip = null;
    if (!held) return;
    this.ended = grip.dragging;
    if (grip.dragging) void this.send(held);
    else this.back();
  }

  private isOver(event: PointerEvent): boolean {
    const box = (this.querySelector(".board") ?? this).getBoundingClientRect();
    return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  }

  // A drag has just ended: the click that follows opens nothing.
  private ended = false;

  /** The click that ends a drag opens nothing. */
  private swallow(event: MouseEvent): void {
    if (!this.sending && !this.held && !this.ended) return;
    this.ended = false;
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

/** How far the pointer is from where it took hold. */
function farFrom(grip: { x: number; y: number }, event: PointerEvent): number {
  return Math.hypot(event.clientX - grip.x, event.clientY + window.scrollY - grip.y);
}

function movable(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(".ev[data-move]") : null;
}

customElements.define("tandem-calendar", CalendarBoard);
