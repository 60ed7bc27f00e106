/** What is said at a field: why it was refused, or that a colleague has just typed something else. */
import { type Field, lineOf, savedOf } from "./rows";

let count = 0;

/** The sentence stands below the field, in the grid as a row below the line. */
export function say(field: Field, says: string, buttons: { label: string; act: () => void }[] = []): void {
  settle(field);
  const sentence = document.createElement("p");
  sentence.className = "fld-e";
  sentence.id = `refused-${++count}`;
  sentence.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = says;
  sentence.append(words);
  for (const { label, act } of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = label;
    button.addEventListener("click", act);
    sentence.append(button);
  }
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", sentence.id);
  const line = lineOf(field);
  if (!line) {
    (field.closest(".fld, .row") ?? field).after(sentence);
    return;
  }
  const row = document.createElement("tr");
  row.className = "q-said";
  row.dataset["of"] = line.dataset["line"] ?? "";
  const cell = row.insertCell();
  cell.colSpan = 9;
  cell.append(sentence);
  line.after(row);
}

export function refuse(field: Field, says: string, still: string): void {
  const label = field.dataset["col"] ? `${field.getAttribute("aria-label") ?? ""} – ` : "";
  const saved = savedOf(field);
  say(field, `${label}${says} ${saved ? still.replace("{value}", saved) : ""}`.trim());
}

/** The field is fine again: nothing is said about it any more. */
export function settle(field: Element): void {
  const sentence = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  (sentence?.closest("tr.q-said") ?? sentence)?.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}
