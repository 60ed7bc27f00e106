/**
 * Draws a form of ours on a page of somebody else's: `<script src=".../anfrage/tandem.js" data-form="..." async>`.
 * It takes the page's own looks, sets nothing on it and asks nobody but the address it was loaded from.
 */
interface Asked {
  name: string;
  label: string;
  kind: "text" | "email" | "tel" | "area" | "choice";
  required: boolean;
  most: number | null;
  autocomplete: string;
  choices: [string, string][];
}
interface Described {
  action: string;
  stamp: string;
  fields: Asked[];
  consent: { text: string; mark: string } | null;
  words: { send: string; sending: string; failed: string; required: string };
}
interface Answer {
  thanks?: string;
  errors?: Record<string, string[]>;
  error?: string;
}

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  const token = script?.dataset.form;
  if (!script || !token) return;
  const language = script.dataset.language || document.documentElement.lang.slice(0, 2) || "de";
  const address = new URL(`/anfrage/${encodeURIComponent(token)}`, script.dataset.address || script.src).href;

  function element<K extends keyof HTMLElementTagNameMap>(
    kind: K,
    given: Record<string, string> = {},
    ...inside: (Node | string)[]
  ): HTMLElementTagNameMap[K] {
    const made = document.createElement(kind);
    for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  function control(asked: Asked): HTMLElement {
    const given: Record<string, string> = { name: asked.name, id: `tandem-${asked.name}`, class: "tandem-field" };
    if (asked.required) given.required = "";
    if (asked.most) given.maxlength = String(asked.most);
    if (asked.autocomplete) given.autocomplete = asked.autocomplete;
    if (asked.kind === "area") return element("textarea", { ...given, rows: "4" });
    if (asked.kind === "choice") {
      return element("select", given, ...asked.choices.map(([value, label]) => element("option", { value }, label)));
    }
    return element("input", { ...given, type: asked.kind });
  }

  function row(asked: Asked, words: Described["words"]): HTMLElement {
    const label = element("label", { for: `tandem-${asked.name}` }, asked.label);
    if (asked.required) label.append(" ", element("small", {}, words.required));
    const wrong = element("p", { class: "tandem-error", id: `tandem-${asked.name}-error`, hidden: "" });
    return element("div", { class: "tandem-row" }, label, element("br"), control(asked), wrong);
  }

  /** A field that people do not see; what fills everything in gives itself away. */
  function trap(): HTMLElement {
    const field = element("input", { name: "url", type: "text", tabindex: "-1", autocomplete: "off" });
    const hidden = element("div", { "aria-hidden": "true" }, field);
    hidden.style.position = "absolute";
    hidden.style.left = "-9999px";
    return hidden;
  }

  function show(form: HTMLFormElement, answer: Answer, words: Described["words"]): void {
    for (const wrong of form.querySelectorAll<HTMLElement>(".tandem-error")) wrong.hidden = true;
    let first: HTMLElement | null = null;
    const rest: string[] = answer.error ? [answer.error] : [];
    for (const [name, sentences] of Object.entries(answer.errors ?? {})) {
      const place = form.querySelector<HTMLElement>(`#tandem-${CSS.escape(name)}-error`);
      if (!place) rest.push(...sentences);
      else {
        place.textContent = sentences.join(" ");
        place.hidden = false;
        const field = form.querySelector<HTMLElement>(`#tandem-${CSS.escape(name)}`);
        field?.setAttribute("aria-describedby", place.id);
        first ??= field;
      }
    }
    const said = form.querySelector<HTMLElement>(".tandem-said");
    if (said) said.textContent = rest.length || first ? rest.join(" ") : words.failed;
    first?.focus();
  }

  async function send(form: HTMLFormElement, described: Described): Promise<void> {
    const button = form.querySelector("button");
    if (!button || button.disabled) return;
    button.disabled = true;
    button.textContent = described.words.sending;
    let answer: Answer = {};
    try {
      const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const response = await fetch(described.action, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(given),
      });
      answer = (await response.json()) as Answer;
    } catch {
      answer = { error: described.words.failed };
    }
    if (answer.thanks) {
      const thanks = element("p", { class: "tandem-thanks", role: "status", tabindex: "-1" }, answer.thanks);
      form.replaceWith(thanks);
      thanks.focus();
      return;
    }
    button.disabled = false;
    button.textContent = described.words.send;
    show(form, answer, described.words);
  }

  function draw(described: Described): HTMLFormElement {
    const { words, consent } = described;
    const form = element("form", { class: "tandem-form", method: "post", action: described.action, novalidate: "" });
    form.append(...described.fields.map((asked) => row(asked, words)), trap());
    form.append(element("input", { type: "hidden", name: "_stamp", value: described.stamp }));
    form.append(element("input", { type: "hidden", name: "_language", value: language }));
    if (consent) {
      const box = element("input", { type: "checkbox", name: "consent", value: "1", id: "tandem-consent" });
      form.append(
        element("input", { type: "hidden", name: "_consent", value: consent.mark }),
        element("p", { class: "tandem-consent" }, element("label", { for: "tandem-consent" }, box, " ", consent.text)),
      );
    }
    form.append(element("p", { class: "tandem-said", role: "alert" }));
    form.append(element("button", { type: "submit", class: "tandem-send" }, words.send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form, described);
    });
    return form;
  }

  async function begin(place: HTMLScriptElement): Promise<void> {
    const response = await fetch(`${address}/felder?sprache=${encodeURIComponent(language)}`, { credentials: "omit" });
    if (response.ok) place.after(draw((await response.json()) as Described));
  }
  begin(script).catch((error: unknown) => console.warn("Tandem:", error));
})();
