/** htmx under the strict content policy, and what happens when the server or the session is gone. */
import htmx from "htmx.org";
import { said } from "./dom";
import { show } from "./banners";

interface Answer {
  xhr: XMLHttpRequest;
  elt: HTMLElement;
  target: HTMLElement;
  requestConfig: { verb: string; path: string };
  shouldSwap: boolean;
  isError: boolean;
}

function configure(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    defaultSettleDelay: 0,
    globalViewTransitions: false,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "(409|422)", swap: true, error: false },
      { code: "[45]..", swap: false, error: true },
    ],
  });
}

/** The sign-in page came instead of a fragment, or the server says 401: the session has ended. */
export function isSignedOut(xhr: XMLHttpRequest): boolean {
  if (xhr.status === 401) return true;
  const url = xhr.responseURL ? new URL(xhr.responseURL, window.location.href) : null;
  return Boolean(url && url.searchParams.has("next") && /login|anmelden|sign-in/.test(url.pathname));
}

function signIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/?next=${encodeURIComponent(here)}`);
}

function again(answer: Answer): void {
  const { elt, target } = answer;
  if (elt instanceof HTMLFormElement) elt.requestSubmit();
  else void htmx.ajax(answer.requestConfig.verb as "get" | "post", answer.requestConfig.path, { source: elt, target });
}

function detailOf(event: Event): Answer {
  return (event as CustomEvent<Answer>).detail;
}

export function start(): void {
  configure();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = detailOf(event);
    if (!isSignedOut(answer.xhr)) return;
    answer.shouldSwap = false;
    answer.isError = false;
    const login = answer.xhr.responseURL ? new URL(answer.xhr.responseURL, window.location.href) : null;
    const here = window.location.pathname + window.location.search;
    const act = (): void => {
      if (login?.searchParams.has("next")) {
        login.searchParams.set("next", here);
        window.location.assign(login.href);
      } else signIn();
    };
    show("warn", said("expired", "You have been signed out."), { label: said("sign-in", "Sign in"), act });
  });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = detailOf(event);
    if (isSignedOut(answer.xhr)) return;
    show("err", said("unsent", "Not saved."), { label: said("again", "Once more"), act: () => again(answer) });
  });
  document.addEventListener("htmx:sendError", (event) => {
    const answer = detailOf(event);
    show("err", said("offline", "No connection."), { label: said("again", "Once more"), act: () => again(answer) });
  });
  // An island opens a sheet by its address: `tandem:sheet` with {url}.
  document.addEventListener("tandem:sheet", (event) => {
    void htmx.ajax("get", (event as CustomEvent<{ url: string }>).detail.url, "#sheet");
  });
  // A field error takes the focus, so that the first thing to mend is at hand.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element) event.target.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
