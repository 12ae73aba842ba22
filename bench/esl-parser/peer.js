'use strict';
// Asks for BLOCKS blocks of events, reads all N of them with modesl, five headers of each, and tells the flood server when it has them: node peer.js PORT BLOCKS N
const esl = require('modesl');

const [port, blocks, wanted] = process.argv.slice(2).map(Number);
let events = 0;
let bytes = 0;

const connection = new esl.Connection('127.0.0.1', port, 'flood', () => {
  connection.on('esl::event::**', (event) => {
    const name = event.getHeader('Event-Name');
    if (!name) return;
    for (const header of ['Unique-ID', 'Event-Sequence', 'Event-Date-Timestamp', 'Hangup-Cause']) {
      const value = event.getHeader(header);
      if (value) bytes += value.length;
    }
    if (++events === wanted) {
      connection.api('done', () => {
        connection.disconnect();
        process.exit(bytes > 0 ? 0 : 1);
      });
    }
  });
  connection.api(`flood ${blocks}`);
});
connection.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
