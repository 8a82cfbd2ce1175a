// How much of the simulator is there, where the reader waits for it on a slow line.
import { t } from '../language/text'
import { lab, longLab } from '../lab/lab'
import { megabytes } from '../words/format'

/** The share that is there, and what is said of it: in bytes as they are sent; null: it does not come slowly, or is there. */
export function arrival(): { share: number; says: string } | null {
  const coming = lab.coming ?? longLab.coming
  if (!coming) return null
  const { share, sent } = coming
  const percent = Math.round(100 * share)
  const says = sent
    ? t('The simulator: {part} of {all} MB', { part: megabytes(share * sent), all: megabytes(sent) })
    : t('The simulator: {percent} %', { percent })
  return { share, says }
}

/** Has an element tell anew what has arrived, for as long as it is on the page. */
export function onArrival(element: HTMLElement, tell: () => void) {
  const heard = () => {
    if (element.isConnected) tell()
    else document.removeEventListener('arrival', heard)
  }
  document.addEventListener('arrival', heard)
}
