/**
 * What is typed on its way to the server: one act after the other. A second try is the same act: a field brings what it
 * began with, everything else its key. Without a connection or a session it waits here and in the tab's own memory, and is tried again.
 */
import { fresh } from "../../../../base/design/scripts/once";

export interface Answer {
  revision?: number;
  rows?: Record<string, string>;
  order?: [number, number][];
  subtotals?: Record<string, string>;
  parts?: Record<string, string>;
  terms?: Record<string, string>;
  undo?: { id: number; says: string };
  here?: { id: number; name: string; line: number | null; avatar: string }[];
  over?: boolean;
  preview?: string;
  says?: string;
  theirs?: string;
  mine?: string;
  hers?: string;
}

export interface Act {
  key: string;
  url: string;
  fields: Record<string, string | string[]>;
  /** Which field it saves: `12:price`, `term:payment`; empty for other acts. */
  tag: string;
}

export type State = "saved" | "saving" | "offline" | "signed-out";

export interface Told {
  done(act: Act, answer: Answer): void;
  refused(act: Act, status: number, answer: Answer): void;
  /** The server has it already, from an earlier try: what it made of it is asked for. */
  again(act: Act): void;
  state(state: State): void;
}

const FIRST_PAUSE_MS = 1500;
const LONGEST_PAUSE_MS = 15_000;

export function token(within: ParentNode): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? within.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
}

/** Ask in JSON; null where the session has ended. Throws where nothing comes back. */
export async function ask(url: string, fields: Act["fields"], csrf: string, key = ""): Promise<{ status: number; answer: Answer } | null> {
  // Whoever signs in meanwhile in another tab does not send what this person has typed.
  const body = new URLSearchParams({ as: document.body.dataset["user"] ?? "" });
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  const headers: Record<string, string> = { Accept: "application/json", "X-CSRFToken": csrf };
  if (key) headers["Idempotency-Key"] = key;
  const response = await fetch(url, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
  if (response.type === "opaqueredirect" || response.status === 401) return null;
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  // A refusal that is none of ours: the token is that of a session before.
  if (response.status === 403 && !isJson) return null;
  if (response.status >= 500) throw new Error(String(response.status));
  return { status: response.status, answer: isJson ? ((await response.json()) as Answer) : {} };
}

export class Outbox {
  private waiting: Act[] = [];
  private isBusy = false;
  private pause = FIRST_PAUSE_MS;
  private timer = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly within: HTMLElement,
    private readonly memory: string,
    private readonly told: Told,
  ) {
    window.addEventListener("online", () => this.run());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.run();
    });
  }

  /** What the tab remembers from before the page was loaded anew. */
  recall(): Act[] {
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.memory) ?? "[]") as Act[];
    } catch {
      this.waiting = [];
    }
    return this.waiting;
  }

  put(url: string, fields: Act["fields"], tag = ""): void {
    const same = tag ? this.waiting.findIndex((act, place) => act.tag === tag && !(place === 0 && this.isBusy)) : -1;
    const before = this.waiting[same];
    if (before) {
      // Typed on before it was sent: one act, from what it began with.
      const was = before.fields["was"];
      this.waiting[same] = { ...before, key: fresh(), url, fields: was === undefined ? fields : { ...fields, was } };
    } else this.waiting.push({ key: fresh(), url, fields, tag });
    this.remember();
    this.run();
  }

  /** The later acts on a field begin with what is saved now. */
  began(tag: string, was: string): void {
    for (const act of this.waiting.slice(1)) if (act.tag === tag) act.fields["was"] = was;
  }

  has(tag: string): boolean {
    return this.waiting.some((act) => act.tag === tag);
  }

  get size(): number {
    return this.waiting.length;
  }

  whenEmpty(then: () => void): void {
    if (this.waiting.length) this.idle.push(then);
    else then();
  }

  run(): void {
    if (this.isBusy || !this.waiting.length) return;
    window.clearTimeout(this.timer);
    void this.send();
  }

  private async send(): Promise<void> {
    const act = this.waiting[0];
    if (!act) return;
    this.isBusy = true;
    this.told.state("saving");
    let reply: Awaited<ReturnType<typeof ask>>;
    try {
      // A field needs no key: what it already holds is not set again.
      reply = await ask(act.url, act.fields, token(this.within), act.tag ? "" : act.key);
    } catch {
      this.later("offline");
      return;
    }
    if (!reply) {
      this.later("signed-out");
      return;
    }
    this.pause = FIRST_PAUSE_MS;
    if (reply.status === 204) this.told.again(act);
    else if (reply.status >= 400) this.told.refused(act, reply.status, reply.answer);
    else this.told.done(act, reply.answer);
    this.waiting.shift();
    this.isBusy = false;
    this.remember();
    if (this.waiting.length) this.run();
    else {
      this.told.state("saved");
      this.idle.splice(0).forEach((then) => then());
    }
  }

  private later(state: State): void {
    this.isBusy = false;
    this.told.state(state);
    this.timer = window.setTimeout(() => this.run(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private remember(): void {
    try {
      if (this.waiting.length) sessionStorage.setItem(this.memory, JSON.stringify(this.waiting));
      else sessionStorage.removeItem(this.memory);
    } catch {
      // A tab without memory still has the page: nothing typed is lost while it is open.
    }
  }
}
