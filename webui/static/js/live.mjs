// @ts-check
/**
 * What changes, as it changes: one event stream per page, and polling while there is none.
 *
 * Listeners hear `change` ({kind, subject, data}), `resync` (read everything anew), `pulse`
 * ({now_ms, data_ms, stale}) and `link` ({live}).
 */

import { get } from "./api.mjs";

const POLL_MS = 10_000;
const PATIENCE_MS = 15_000; // three pulses: a stream that says nothing is as good as none

export const live = new EventTarget();

/** @param {string} name @param {unknown} detail */
const tell = (name, detail) => live.dispatchEvent(new CustomEvent(name, { detail }));

/** @type {EventSource | null} */
let source = null;
let heardMs = 0;
let connected = false;
let last = "";
let polling = 0;

/** @param {boolean} now */
function link(now) {
  if (now !== connected) tell("link", { live: now });
  connected = now;
  if (now) {
    clearInterval(polling);
    polling = 0;
  } else if (!polling) {
    polling = window.setInterval(poll, POLL_MS);
  }
}

async function poll() {
  const now = await get("summary").catch(() => null);
  if (now) {
    tell("pulse", now);
    tell("resync", {});
  }
}

/** @param {MessageEvent} message */
function heard(message) {
  heardMs = performance.now();
  if (message.lastEventId) last = message.lastEventId;
  link(true);
}

/**
 * Follow what happens after a change; without one, from now on.
 * @param {string | number} [since]
 */
export function follow(since) {
  if (source) return;
  last = String(since ?? last);
  link(false); // polls until the stream is open
  open();
  setInterval(() => {
    if (performance.now() - heardMs > PATIENCE_MS) {
      link(false);
      if (source && source.readyState !== EventSource.CONNECTING) {
        source.close();
        open();
      }
    }
  }, 5000);
}

function open() {
  heardMs = performance.now();
  source = new EventSource(`/events${last ? `?since=${last}` : ""}`);
  for (const kind of ["incident", "state", "alarm", "plant", "sweep", "notice"]) {
    source.addEventListener(kind, (message) => {
      heard(message);
      tell("change", { kind, ...JSON.parse(message.data) });
    });
  }
  source.addEventListener("resync", (message) => {
    heard(message);
    tell("resync", {});
  });
  source.addEventListener("pulse", (message) => {
    heard(message);
    tell("pulse", JSON.parse(message.data));
  });
  source.addEventListener("open", () => link(true));
  source.addEventListener("error", () => link(false));
}

addEventListener("pagehide", () => source?.close());

/**
 * Return a function that runs `work` soon after it is called, once for many calls, never twice at a time.
 * @param {() => Promise<void> | void} work
 * @param {number} [afterMs]
 * @returns {() => void}
 */
export function soon(work, afterMs = 250) {
  let timer = 0;
  let running = false;
  let again = false;
  const run = async () => {
    timer = 0;
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again) {
        again = false;
        call();
      }
    }
  };
  const call = () => {
    if (running) again = true;
    else if (!timer) timer = window.setTimeout(run, afterMs);
  };
  return call;
}
