// @ts-check
/** The bar of a demonstration: break something in the simulated plant, see what stands, mend it. */

import { ask } from "./api.mjs";
import { make } from "./shapes.mjs";
import { t } from "./words.mjs";

const POLL_MS = 5000;

/** @typedef {{id: string, kind: string, element: string, homes: number}} Fault */

const bar = document.getElementById("demo");
if (bar) run(bar);

/** @param {HTMLElement} bar */
function run(bar) {
  const form = /** @type {HTMLFormElement} */ (bar.querySelector("form"));
  const select = /** @type {HTMLSelectElement} */ (bar.querySelector("select"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const said = /** @type {HTMLElement} */ (bar.querySelector(".demo-said"));
  const list = /** @type {HTMLElement} */ (bar.querySelector(".demo-standing"));
  let shown = "";

  async function refresh() {
    const now = await (await ask("/demo/faults")).json();
    if (!select.options.length) {
      for (const kind of now.kinds) select.append(make("option", { value: kind }, t(`demo.kind.${kind}`)));
    }
    select.disabled = button.disabled = !now.kinds.length;
    if (JSON.stringify(now.faults) === shown) return;
    shown = JSON.stringify(now.faults);
    list.replaceChildren(...now.faults.map(chip));
    if (now.faults.length > 1) list.append(make("li", { class: "demo-all" }, mending("all", t("demo.repair_all"))));
  }

  /** @param {Fault} fault */
  function chip(fault) {
    const homes = fault.homes ? [make("span", { class: "quiet" }, ` · ${t("demo.homes", { n: fault.homes })}`)] : [];
    const text = make("span", {}, `${t(`demo.kind.${fault.kind}`)} `, make("b", {}, fault.element), ...homes);
    return make("li", { "data-fault": fault.id }, text, mending(fault.id, t("demo.repair")));
  }

  /** @param {string} fault @param {string} label */
  function mending(fault, label) {
    const mend = make("button", { class: "button button-small", type: "button" }, label);
    mend.addEventListener("click", () => act(() => send(`/demo/faults/${encodeURIComponent(fault)}/repair`)));
    return mend;
  }

  /** @param {() => Promise<unknown>} what */
  async function act(what) {
    said.textContent = "";
    bar.dataset.busy = "yes";
    try {
      await what();
      await refresh();
    } catch (error) {
      said.textContent = /** @type {Error} */ (error).message;
    }
    delete bar.dataset.busy;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(() => send("/demo/faults", new URLSearchParams({ kind: select.value })));
  });
  const look = () => {
    if (!document.hidden && !bar.dataset.busy) act(async () => {});
  };
  setInterval(look, POLL_MS);
  look();
}

/** @param {string} address @param {URLSearchParams} [body] */
function send(address, body) {
  const token = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=csrf]"));
  return ask(address, { method: "POST", headers: { "X-CSRF-Token": token?.content ?? "" }, body });
}
