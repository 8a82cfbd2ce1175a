// What only the manual and the schema say of a scenario's fields, which no lab that is sent writes.

const TAG = /json:"[^"]*"(?: \w+:"(?:[^"\\]|\\.)*")+/g
const TEXT = /(?<= (?:doc|absent):")(?:[^"\\]|\\.)+(?=")/g

/** What has a field name its documentation where a scenario is wrong (patterns/scenario/schema/decode.go). */
const ASKED = / (?:required:"true"|empty:"no"|ref:"|pattern:")/

/**
 * Makes the texts of tags blank that nothing in the lab says. A text that a table's words would be appended to, or take
 * the place of, stays as long.
 */
export function blankDocumentation(memory) {
  for (const { 0: tag, index } of memory.toString('latin1').matchAll(TAG)) {
    if (ASKED.test(tag)) continue
    for (const text of tag.matchAll(TEXT)) memory.fill(' ', index + text.index, index + text.index + text[0].length)
  }
}
