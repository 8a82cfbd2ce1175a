// What the JSON Schema of scenarios says of a field, in the page's language.
import { language } from '../language/language'

export interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  enum?: string[]
  const?: unknown
  description?: string
  $defs?: Record<string, Schema>
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  then?: Schema
  if?: Schema
  patternProperties?: Record<string, Schema>
}

/** A schema as all the alternatives that it stands for; of a value that is known, only those that it may be. */
export function spread(root: Schema, s: Schema, value?: unknown): Schema[] {
  if (s.$ref) {
    const { $ref, ...rest } = s
    const to = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce((at, k) => (at as Record<string, Schema>)[k] ?? {}, root as unknown as Schema)
    return [...(rest.description ? [rest] : []), ...spread(root, to, value)]
  }
  if (contradicts(s, value)) return []
  const then = s.then && !(s.if && contradicts(s.if, value)) ? [s.then] : []
  return [
    s,
    ...[...(s.oneOf ?? []), ...(s.anyOf ?? []), ...(s.allOf ?? []), ...then].flatMap((x) => spread(root, x, value)),
  ]
}

/** Whether a value has another constant than the schema asks for. */
function contradicts(s: Schema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(s.properties ?? {}).some(
    ([name, p]) => p.const !== undefined && name in value && (value as Record<string, unknown>)[name] !== p.const,
  )
}

/** What stands at a step below a schema. */
export function into(root: Schema, s: Schema, step: string, value?: unknown): Schema[] {
  return spread(root, s, value).flatMap((x) => {
    const found =
      x.properties?.[step] ??
      (/^\d+$/.test(step) ? x.items : undefined) ??
      Object.values(x.patternProperties ?? {})[0] ??
      (typeof x.additionalProperties === 'object' ? x.additionalProperties : undefined)
    return found ? [found] : []
  })
}

/** What the field at a JSON pointer means; empty where nothing says. */
export function meaning(root: Schema, scenario: unknown, pointer: string): string {
  let at = [root]
  let value = scenario
  let says = ''
  for (const step of pointer.split('/').slice(1)) {
    const law = typeof value === 'object' && value !== null && 'dist' in value // its field says what for, its parameter only how
    at = at.flatMap((s) => into(root, s, step, value))
    value = (value as Record<string, unknown> | undefined)?.[step]
    const own = at.flatMap((s) => spread(root, s, value)).find((s) => s.description)?.description
    if (own) says = law ? `${says}. ${own}` : own
  }
  return says
}

let once: Promise<Schema> | undefined
/** The schema, fetched when it is first wanted. */
export function schema(): Promise<Schema> {
  const file = language === 'de' ? 'schema-de.json' : 'schema.json'
  return (once ??= fetch(file).then((r) => r.json() as Promise<Schema>))
}
