// What the programs say of a scenario that is wrong, and of a run that was ended, in
// the page's language. Its texts are fetched once there is such a message.
import { language } from './language'
import type { Retelling } from './retelling'

let once: Promise<Retelling> | undefined

/** A message in the page's language; null where it is told in no other than its own. */
export async function retold(message: string): Promise<string | null> {
  if (language === 'en' || message === '') return null
  try {
    return (await (once ??= german()))(message)
  } catch {
    once = undefined // it may come the next time
    return null
  }
}

async function german(): Promise<Retelling> {
  const [texts, { retelling }] = await Promise.all([
    import('../../../language/de-scenario.json'),
    import('./retelling'),
  ])
  return retelling(JSON.parse(texts.default) as Record<string, string>)
}
