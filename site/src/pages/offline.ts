// After a first visit the page works without a network: a service worker keeps
// what was visited. It comes when all else is there, and not for a page that is
// embedded in another.
declare const LAB_WASM: string

const calm = 3000 // milliseconds after the page is there

export function workOffline() {
  if (!('serviceWorker' in navigator) || window.parent !== window) return
  const { serviceWorker } = navigator
  const tell = () => serviceWorker.controller?.postMessage({ visited: visited() })
  serviceWorker.addEventListener('controllerchange', tell)
  const begin = () => setTimeout(() => void serviceWorker.register('sw.js').catch(() => {}), calm)
  if (document.readyState === 'complete') begin()
  else addEventListener('load', begin)
}

/** The files that were loaded so far: by the page, by the player's frame, and for the lab. */
function visited(): string[] {
  const loaded = (w: Window) => w.performance.getEntriesByType('resource').map((entry) => entry.name)
  const frames = [...document.querySelectorAll('iframe')].flatMap((f) => (f.contentWindow ? [f.contentWindow] : []))
  const lab = frames.length ? [new URL(LAB_WASM, document.baseURI).href] : []
  return [...new Set([window, ...frames].flatMap(loaded).concat(lab))]
}
