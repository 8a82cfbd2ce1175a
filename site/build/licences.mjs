// THIRD-PARTY.md: what others have written that ships with the page or the
// command line, with its licences. It is made of what is really built: the
// modules whose packages the programs import, the packages whose files are in
// the bundles, and Go's own library and runtime.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const programs = [
  { in: 'the page', packages: ['./wasm/lab', './wasm/player'], env: { GOOS: 'js', GOARCH: 'wasm' } },
  // what a system needs besides differs, so one of each is asked
  ...['linux', 'darwin', 'windows'].map((GOOS) => ({
    in: 'the command line',
    packages: ['./cmd/backchat'],
    env: { GOOS, GOARCH: 'amd64', CGO_ENABLED: '0' },
  })),
]

/** The text of the file, of a checkout and the files that are in its bundles. */
export function licences(root, bundled) {
  const works = new Map()
  const add = (name, version, dir, where) => {
    const work = works.get(name) ?? { name, version, texts: textsIn(dir, name), where: new Set() }
    work.where.add(where)
    works.set(name, work)
  }
  for (const p of programs) {
    const go = (...args) =>
      execFileSync('go', args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...p.env } }).trim()
    add('Go', 'standard library and runtime', go('env', 'GOROOT'), p.in)
    for (const line of new Set(
      go(
        'list',
        '-deps',
        '-f',
        '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}',
        ...p.packages,
      ).split('\n'),
    )) {
      if (line !== '') add(...line.split('\t'), p.in)
    }
  }
  for (const [name, dir] of packagesOf(bundled))
    add(name, JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')).version, dir, 'the page')
  return written([...works.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)))
}

/** The npm packages that files belong to, with their folders. */
function packagesOf(files) {
  const packages = new Map()
  for (const file of files) {
    const at = file.lastIndexOf('node_modules/')
    if (at < 0) continue
    const [scope, rest] = file.slice(at + 'node_modules/'.length).split('/')
    const name = scope.startsWith('@') ? `${scope}/${rest}` : scope
    packages.set(name, path.resolve(file.slice(0, at), 'node_modules', name))
  }
  return packages
}

/** The texts of the licences and notices in a folder. */
function textsIn(dir, name) {
  const files = fs
    .readdirSync(dir)
    .filter((f) => /^(licen[cs]e|copying|notice|patents)([-.].*)?$/i.test(f))
    .sort()
  if (files.length === 0) throw new Error(`${name} comes without a licence: ${dir}`)
  return files.map((f) =>
    fs
      .readFileSync(path.join(dir, f), 'utf8')
      .replaceAll('\r\n', '\n')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  )
}

function written(works) {
  const of = new Map() // works by text
  for (const w of works) for (const text of w.texts) of.set(text, [...(of.get(text) ?? []), w.name])
  const row = (w) => `| ${w.name} | ${w.version.replace(/^v/, '')} | ${[...w.where].join(', ')} |`
  const texts = [...of].map(
    ([text, names]) =>
      `## ${names.join(', ')}\n\n${text
        .split('\n')
        .map((line) => `    ${line}`.trimEnd())
        .join('\n')}`,
  )
  return `<!-- Made by the build of the page: make licences. -->
# Works of others

Backchat itself is under the Apache License 2.0 (LICENSE). What it ships contains these works, each under the licence below.

| work | version | in |
|---|---|---|
${works.map(row).join('\n')}

${texts.join('\n\n')}
`
}
