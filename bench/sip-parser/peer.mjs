// Parses every message of a corpus file many times and touches the same fields as the benchmark does with ours:
//   node peer.mjs NAME FILE ROUNDS     NAME is sip or sip.js; prints {"seconds": …, "sum": …}, seconds of processor time
// The file holds messages, each behind its length in four bytes (big-endian).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [name, file, rounds] = process.argv.slice(2);

function readCorpus(path) {
  const bytes = readFileSync(path);
  const messages = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    messages.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return messages;
}

const long = (text) => (text ? text.length : 0);

// sip keeps the URIs of the Request-Line, From, To and Contact as text and takes them apart when asked to; Route and Record-Route it does itself.
function touchSip() {
  const sip = require('sip');
  const uri = (text) => {
    const u = sip.parseUri(text);
    return u ? long(u.user) + u.host.length : 0;
  };
  return (bytes) => {
    const m = sip.parse(bytes);
    const h = m.headers;
    let sum = m.method ? m.method.length + uri(m.uri) : m.status;
    for (const via of h.via) sum += via.protocol.length + via.host.length + (via.port || 0) + long(via.params.branch);
    sum += uri(h.from.uri) + long(h.from.params.tag) + (h.from.name ? 1 : 0);
    sum += uri(h.to.uri) + long(h.to.params.tag) + (h.to.name ? 1 : 0);
    sum += h['call-id'].length + h.cseq.seq + h.cseq.method.length;
    for (const contact of h.contact || []) sum += uri(contact.uri);
    for (const route of h.route || []) sum += uri(route.uri);
    for (const route of h['record-route'] || []) sum += uri(route.uri);
    return sum + h['content-length'] + m.content.length;
  };
}

async function touchSipJs() {
  const { Parser } = await import('sip.js/lib/core/messages/parser.js');
  const { Grammar } = await import('sip.js/lib/grammar/grammar.js');
  const logger = { warn() {}, error() {}, debug() {}, log() {} };
  const uri = (u) => (u ? long(u.user) + u.host.length : 0);
  return (bytes) => {
    const m = Parser.parseMessage(bytes.toString('utf8'), logger);
    let sum = m.ruri ? m.method.length + uri(m.ruri) : m.statusCode;
    for (let i = 0; i < m.getHeaders('via').length; i++) {
      const via = m.parseHeader('via', i);
      sum += via.transport.length + via.host.length + (via.port || 0) + long(via.branch);
    }
    sum += uri(m.from.uri) + long(m.fromTag) + (m.from.displayName ? 1 : 0);
    sum += uri(m.to.uri) + long(m.toTag) + (m.to.displayName ? 1 : 0);
    sum += m.callId.length + m.cseq + m.method.length;
    // sip.js leaves Route as text; its grammar is that of Record-Route.
    for (const text of m.getHeaders('route')) for (const route of Grammar.parse(text, 'Record_Route')) sum += uri(route.parsed.uri);
    for (const header of ['contact', 'record-route']) {
      for (let i = 0; i < m.getHeaders(header).length; i++) {
        const parsed = m.parseHeader(header, i);
        sum += parsed && parsed.uri ? uri(parsed.uri) : 0;
      }
    }
    return sum + Number(m.getHeader('content-length')) + m.body.length;
  };
}

const touch = name === 'sip' ? touchSip() : await touchSipJs();
const messages = readCorpus(file);
let sum = 0;
for (const message of messages) sum += touch(message);
const once = sum;
for (let i = 0; i < 5; i++) for (const message of messages) sum += touch(message);
const began = process.cpuUsage();
for (let i = 0; i < rounds; i++) for (const message of messages) sum += touch(message);
const used = process.cpuUsage(began);
const seconds = (used.user + used.system) / 1e6;
console.log(JSON.stringify({ seconds, sum: once, count: messages.length, total: sum }));
