/** Sheets and menus: native dialogs opened by `data-opens="#id"`, closed by `data-closes`; `data-confirm` asks first. */
import { all, find, on } from "./dom";

export function open(selector: string): HTMLDialogElement | null {
  const dialog = find<HTMLDialogElement>(selector);
  if (!(dialog instanceof HTMLDialogElement)) return null;
  if (!dialog.open) dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("tandem:opened", { bubbles: true }));
  return dialog;
}

function closeMenus(except?: Element | null): void {
  for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
    if (menu !== except && !(except && menu.contains(except))) menu.open = false;
  }
}

/** Ask before an act that cannot be undone. Resolves to true where the page has no dialog to ask with. */
export function confirmed(question: string): Promise<boolean> {
  const dialog = find<HTMLDialogElement>("#confirm");
  const text = find("#confirm-text");
  const yes = find<HTMLButtonElement>("[data-confirmed]", dialog ?? document);
  if (!dialog || !text || !yes) return Promise.resolve(window.confirm(question));
  text.textContent = question;
  dialog.showModal();
  return new Promise((resolve) => {
    let agreed = false;
    const agree = (): void => {
      agreed = true;
      dialog.close();
    };
    yes.addEventListener("click", agree, { once: true });
    dialog.addEventListener(
      "close",
      () => {
        yes.removeEventListener("click", agree);
        resolve(agreed);
      },
      { once: true },
    );
  });
}

function askBeforeSubmit(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      const submitter = event.submitter;
      const question = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
      if (!question || form.dataset["agreed"]) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void confirmed(question).then((yes) => {
        if (!yes) return;
        form.dataset["agreed"] = "yes";
        form.requestSubmit(submitter);
        delete form.dataset["agreed"];
      });
    },
    true,
  );
}

function askBeforeHtmx(): void {
  document.addEventListener("htmx:confirm", (event) => {
    const detail = (event as CustomEvent<{ question: string | null; issueRequest: (skip: boolean) => void }>).detail;
    if (!detail.question) return;
    event.preventDefault();
    void confirmed(detail.question).then((yes) => {
      if (yes) detail.issueRequest(true);
    });
  });
}

export function start(): void {
  on("click", "[data-opens]", (opener, event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (open(opener.dataset["opens"] ?? "")) {
      event.preventDefault();
      closeMenus();
    }
  });
  on("click", "[data-closes]", (button) => button.closest("dialog")?.close());
  // A click on the veil is a click on the dialog itself, outside its box.
  on("click", "dialog", (dialog, event) => {
    if (event.target !== dialog || !(dialog instanceof HTMLDialogElement)) return;
    const box = dialog.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) dialog.close();
  });
  document.addEventListener("click", (event) => closeMenus(event.target instanceof Element ? event.target : null));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = find<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    closeMenus();
    find("summary", menu)?.focus();
  });
  // A fragment loaded into #sheet opens it; an empty one closes it.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLDialogElement) || !target.hasAttribute("data-sheet")) return;
    if (target.children.length) {
      if (!target.open) target.showModal();
    } else target.close();
  });
  askBeforeSubmit();
  askBeforeHtmx();
}
