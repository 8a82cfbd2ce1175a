// What others than the page say, and say in English: scenarios, and the lab.
import { language } from '../language/language'

/**
 * Marks what is English on a page in another language, so that it is read out as such: an element, or a text, which
 * becomes one then. On an English page all stays as it is.
 */
export function english<T extends Element>(said: T): T
export function english(said: string): HTMLElement | string
export function english(said: Element | string): Element | string {
  if (language === 'en') return said
  const element = typeof said === 'string' ? document.createElement('span') : said
  if (typeof said === 'string') element.textContent = said
  element.setAttribute('lang', 'en')
  return element
}
