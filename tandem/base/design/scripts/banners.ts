/** Messages above the content: good news leaves by itself, what went wrong stays until it is closed. */
import { all, announce, find, icon, on, said } from "./dom";

const STAYS_MS = 8000;
type Kind = "err" | "warn" | "ok" | "off";
const SIGNS: Record<Kind, string> = { err: "circle-alert", warn: "triangle-alert", ok: "circle-check", off: "cloud-off" };

function leaveLater(banner: HTMLElement): void {
  if (banner.dataset["leaving"]) return;
  banner.dataset["leaving"] = "yes";
  window.setTimeout(() => {
    if (banner.matches(":hover, :focus-within")) {
      delete banner.dataset["leaving"];
      leaveLater(banner);
    } else banner.remove();
  }, STAYS_MS);
}

function settle(within: ParentNode): void {
  for (const banner of all("[data-banner]", within)) {
    if (banner.dataset["banner"] === "success" || banner.dataset["banner"] === "info") leaveLater(banner);
  }
}

/** An open dialog covers the page and makes it inert: what is said must stand in it. */
function place(): HTMLElement | null {
  const dialog = all<HTMLDialogElement>("dialog[open]").pop();
  if (!dialog) return find("#flash") ?? find("#content");
  const made = find("[data-flash]", dialog);
  if (made) return made;
  const flash = document.createElement("div");
  flash.className = "flash";
  flash.dataset["flash"] = "";
  flash.setAttribute("role", "alert");
  dialog.prepend(flash);
  dialog.addEventListener("close", () => flash.remove(), { once: true });
  return flash;
}

/** Show a sentence, with at most one thing to do about it. */
export function show(kind: Kind, text: string, action?: { label: string; act: () => void }): void {
  const flash = place();
  if (!flash) return;
  all(`[data-said="${CSS.escape(text)}"]`, flash).forEach((old) => old.remove());
  const banner = document.createElement("div");
  banner.className = `banner ${kind}`;
  banner.dataset["banner"] = kind === "ok" ? "success" : "error";
  banner.dataset["said"] = text;
  const words = document.createElement("span");
  words.textContent = text;
  const space = document.createElement("span");
  space.className = "sp";
  banner.append(icon(SIGNS[kind]), words, space);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      banner.remove();
      action.act();
    });
    banner.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn sm ic g";
  close.setAttribute("data-dismiss", "");
  close.setAttribute("aria-label", said("close", "Close"));
  close.append(icon("x"));
  banner.append(close);
  flash.append(banner);
  announce(text);
  settle(flash);
}

export function start(): void {
  settle(document);
  on("click", "[data-dismiss]", (button) => button.closest("[data-banner]")?.remove());
  document.addEventListener("htmx:afterSettle", () => settle(document));
  document.addEventListener("tandem:refused", () => {
    const text = find("#flash .banner.err span")?.textContent;
    if (text && find("dialog[open]")) show("err", text);
    else if (text) announce(text);
    find("#flash")?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("announce", (event) => {
    const detail: unknown = (event as CustomEvent<unknown>).detail;
    const text = typeof detail === "string" ? detail : (detail as { value?: string } | null)?.value;
    if (text) announce(text);
  });
}
