// The JSON editor. It is loaded when it is opened. It lives in a shadow root,
// since its styles are made by script, which the content policy allows there.
import { t } from '../language/text'
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import type { Action, Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import type { Extension, Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, tooltips } from '@codemirror/view'
import type { SyntaxNode } from '@lezer/common'
import { tags } from '@lezer/highlight'
import type { Fault } from '../lab/data'
import { into, schema, spread } from '../lab/schema'
import type { Schema } from '../lab/schema'
import { h } from '../elements/dom'
import { english } from '../elements/english'
import type { Value } from './anynumber'
import { escaped } from './building'
import { remedies } from './remedy'

/** A change that takes a fault away. */
export interface Fix {
  says: string
  apply(): void
}

export interface Sheet {
  text(): string
  replace(text: string): void
  show(faults: Fault[]): void
  go(fault: Fault): void
  /** What a fault's message proposes, each a change that is undone at once. */
  fixes(fault: Fault): Fix[]
  destroy(): void
}

const look = EditorView.theme({
  '&': { fontSize: '13.5px', backgroundColor: 'transparent', color: 'var(--ink)', maxHeight: 'var(--sheet, 620px)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--grid)', color: 'var(--soft)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--grid) 60%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--flow-b)', outlineOffset: '-2px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--flow-b) 25%, transparent) !important',
  },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
})

const ink = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: tags.number, color: 'var(--flow-b)' },
  { tag: [tags.bool, tags.null], color: 'var(--bad)' },
])

/** What the editor tells of: that it is left, that its text has changed, and the value that the cursor is at. */
export interface Told {
  leave(): void
  changed(): void
  at(value: Value | null): void
}

/** Opens the editor in an element. Escape leaves it. */
export function edit(host: HTMLElement, text: string, told: Told): Sheet {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const doc = EditorState.create({ doc: text, extensions: extensions(told) })
  const view = new EditorView({ root, parent: root, state: doc })
  return {
    text: () => view.state.doc.toString(),
    replace: (t) => view.dispatch({ changes: change(view.state.doc.toString(), t) }),
    show: (faults) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          faults.map((f) => ({ ...diagnostic(view.state.doc, f), actions: fixes(view, f).map(action) })),
        ),
      ),
    fixes: (fault) => fixes(view, fault),
    go: (f) => {
      view.focus()
      view.dispatch({ selection: { anchor: offset(view.state.doc, f) }, scrollIntoView: true })
    },
    destroy: () => view.destroy(),
  }
}

/** What has to change for one text to become another: what is the same before and behind it stays, and so does the cursor there. */
function change(was: string, now: string) {
  const most = Math.min(was.length, now.length)
  let before = 0
  while (before < most && was[before] === now[before]) before++
  let behind = 0
  while (behind < most - before && was.at(-1 - behind) === now.at(-1 - behind)) behind++
  return { from: before, to: was.length - behind, insert: now.slice(before, now.length - behind) }
}

/** What the editor can do, and what it looks like. */
function extensions({ leave, changed, at }: Told): Extension[] {
  const escape = () => {
    leave()
    return true
  }
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    highlightActiveLine(),
    json(),
    autocompletion({ override: [complete] }),
    tooltips({ tooltipSpace: room }),
    syntaxHighlighting(ink),
    look,
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap, // whose Escape closes a list first
      { key: 'Escape', run: escape },
      ...defaultKeymap,
      ...historyKeymap,
    ]),
    EditorState.phrases.of({ Completions: t('Completions'), 'Selection deleted': t('Selection deleted') }),
    EditorView.contentAttributes.of({ 'aria-label': t('The scenario as JSON. Escape leaves.'), tabindex: '0' }),
    EditorView.updateListener.of((u) => {
      if (u.docChanged) changed()
      if (u.docChanged || u.selectionSet) at(valueAt(u.state))
    }),
  ]
}

/** Where what floats has room: as far as the editor goes to either side, beyond which it would be cut off. */
function room(view: EditorView) {
  const { left, right } = view.dom.getBoundingClientRect()
  return { left, right, top: 0, bottom: innerHeight }
}

/** Where in the text a fault is. Its column counts characters, not units of UTF-16. */
function offset(doc: Text, { line, column }: Fault): number {
  const { text, from, to } = doc.line(Math.max(1, Math.min(line, doc.lines)))
  return Math.min(to, from + [...text].slice(0, column - 1).join('').length)
}

/** Where the word stands that a fault is about. */
function wordOf(doc: Text, f: Fault): { from: number; to: number } {
  const from = offset(doc, f)
  const line = doc.lineAt(from)
  const [word] = /^("(?:[^"\\]|\\.)*"|[^\s,\]}]+)/.exec(line.text.slice(from - line.from)) ?? [' ']
  return { from, to: Math.min(from + word.length, doc.length) }
}

/** A fault as a mark under the word that it is about. */
function diagnostic(doc: Text, f: Fault): Diagnostic {
  const { message, told } = f
  const shown = told === undefined && { renderMessage: () => english(h('span', {}, message)) }
  return { ...wordOf(doc, f), severity: 'error', message: told ?? message, ...shown }
}

function fixes(view: EditorView, f: Fault): Fix[] {
  const word = () => wordOf(view.state.doc, f)
  const { from, to } = word()
  const token = view.state.sliceDoc(from, to)
  return remedies(f.message, token).map(({ says, text }) => ({
    says,
    apply: () => {
      const { from, to } = word()
      if (view.state.sliceDoc(from, to) !== token) return // it has been written on meanwhile
      view.dispatch({ changes: { from, to, insert: text }, annotations: isolateHistory.of('full') })
    },
  }))
}

function action({ says, apply }: Fix): Action {
  return { name: says, apply }
}

/** Completes keys and words from the schema. */
async function complete(c: CompletionContext): Promise<CompletionResult | null> {
  const word = c.matchBefore(/"[^"]*|[A-Za-z]*/)
  if (!word || (word.from === word.to && !c.explicit)) return null
  const root = await schema()
  const { steps, key } = pathAt(c)
  const all = steps.reduce((list: Schema[], step) => list.flatMap((s) => into(root, s, step)), [root])
  const found = new Map<string, string>()
  for (const s of all.flatMap((x) => spread(root, x))) {
    if (key) for (const [name, p] of Object.entries(s.properties ?? {})) found.set(name, p.description ?? '')
    else for (const name of s.enum ?? []) found.set(name, '')
  }
  if (!found.size) return null
  return {
    from: word.from,
    options: [...found].map(([name, info]) => ({
      label: JSON.stringify(name),
      apply: JSON.stringify(name) + (key ? ': ' : ''),
      ...(info && { info }),
      type: key ? 'property' : 'enum',
    })),
  }
}

/** The keys that lead to where the cursor is, and whether a key stands there. */
function pathAt(c: CompletionContext): { steps: string[]; key: boolean } {
  const steps: string[] = []
  let node = syntaxTree(c.state).resolveInner(c.pos, -1)
  const key = !(node.name === 'String' || (node.name === '⚠' && node.parent?.name === 'Property'))
  for (let n: typeof node | null = node; n; n = n.parent) {
    if (n.name === 'Property') {
      const name = n.getChild('PropertyName')
      if (name && !(name.from <= c.pos && c.pos <= name.to)) steps.unshift(c.state.sliceDoc(name.from + 1, name.to - 1))
    } else if (n.name === 'Array') steps.unshift('0')
  }
  return { steps, key }
}

/** The number or text that the cursor is at, where it is a value; null: it is at none. */
function valueAt(state: EditorState): Value | null {
  const { head } = state.selection.main
  const values = ([-1, 1] as const).map((side) => syntaxTree(state).resolveInner(head, side))
  const value = values.find(({ name }) => name === 'Number' || name === 'String')
  return value ? { pointer: pointerTo(state, value), text: state.sliceDoc(value.from, value.to) } : null
}

/** The JSON pointer of a value. */
function pointerTo(state: EditorState, value: SyntaxNode): string {
  const { parent } = value
  if (!parent) return ''
  const name = parent.name === 'Property' && parent.getChild('PropertyName')
  if (name) return pointerTo(state, parent) + '/' + escaped(JSON.parse(state.sliceDoc(name.from, name.to)))
  if (parent.name !== 'Array') return pointerTo(state, parent)
  let index = 0
  for (let n = value.prevSibling; n; n = n.prevSibling) if (!/[[\],]|⚠/.test(n.name)) index++
  return `${pointerTo(state, parent)}/${index}`
}
