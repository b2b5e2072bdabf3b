// @ts-check
/** Ask the API; errors carry the sentence of the problem document. */

/**
 * Ask for an address of ours; an error carries what the answer says of it.
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function ask(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  if (response.status === 401) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || problem.title || String(response.status));
  }
  return response;
}

/**
 * Return what an address of the API answers.
 * @param {string} path below /api/v1/
 * @param {Record<string, string | number>} [query]
 * @returns {Promise<any>}
 */
export async function get(path, query = {}) {
  const given = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return (await ask(`/api/v1/${path}${given.size ? `?${given}` : ""}`)).json();
}

/**
 * Do something through the API.
 * @param {string} path below /api/v1/
 * @param {unknown} [body]
 * @returns {Promise<Response>}
 */
export async function post(path, body) {
  const token = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=csrf]"));
  /** @type {Record<string, string>} */
  const headers = { "X-CSRF-Token": token?.content ?? "" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return ask(`/api/v1/${path}`, { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
}
