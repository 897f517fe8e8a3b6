// Parts of a page that the server draws anew. Only the newest answer counts.
window.hub = (() => {
  const requests = new Map();

  const part = async (key, url) => {
    requests.get(key)?.abort();
    const abort = new AbortController();
    requests.set(key, abort);
    try {
      const answer = await fetch(url, { signal: abort.signal, headers: { accept: "text/html" } });
      if (!answer.ok) return null;
      return await answer.text();
    } catch {
      return null; // A newer request took its place, or the network is gone: what is shown stays.
    }
  };

  const replace = (element, html) => {
    element.innerHTML = html;
    element.dispatchEvent(new Event("hub:changed", { bubbles: true }));
  };

  const later = (milliseconds, act) => {
    let timer;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...args), milliseconds);
    };
  };

  return { part, replace, later };
})();
