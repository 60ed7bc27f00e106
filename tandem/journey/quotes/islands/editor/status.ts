/** What the grid says of itself: who is here as well and at which line, and whether everything is saved. */
import { announce } from "../../../../base/design/scripts/dom";
import type { Answer, State } from "./outbox";

type Word = (key: string) => string;

export function present(grid: HTMLElement, here: NonNullable<Answer["here"]>, word: Word): void {
  const place = grid.querySelector("[data-here]");
  const names = here.map((one) => word("here").replace("{name}", one.name)).join(", ");
  if (place && place.getAttribute("title") !== names) {
    place.innerHTML = here.map((one) => one.avatar).join("");
    place.setAttribute("title", names);
    if (names) announce(names);
  }
  for (const mark of grid.querySelectorAll(".q-who")) mark.remove();
  for (const one of here) {
    const cell = one.line === null ? null : grid.querySelector(`#line-${one.line} .q-pos`);
    const mark = document.createElement("span");
    mark.className = "q-who";
    mark.title = one.name;
    mark.innerHTML = one.avatar;
    cell?.append(mark);
  }
}

export function progress(grid: HTMLElement, state: State, word: Word): void {
  const place = grid.querySelector("[data-progress]");
  if (!place) return;
  const isTrouble = state === "offline" || state === "signed-out";
  place.classList.toggle("t-warn", isTrouble);
  place.textContent = word(state);
  if (state !== "signed-out") return;
  const link = document.createElement("a");
  link.className = "link";
  link.href = `/?next=${encodeURIComponent(window.location.pathname)}`;
  link.target = "_blank";
  link.textContent = word("sign-in");
  place.append(" ", link);
}
