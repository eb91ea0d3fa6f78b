// Real MCP servers of the official TypeScript SDK: /mcp is stateless (2026-07-28, @modelcontextprotocol/server), /session
// keeps sessions (2025-11-25 and before, @modelcontextprotocol/sdk). `GET /describe?text=...` changes what a tool says
// of itself. Usage: node server.mjs PORT
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { McpServer as SessionServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as z from 'zod';

let description = 'Tells the weather of a city.';

function withTools(server) {
  server.registerTool('weather', { description, inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    if (city === 'Atlantis') {
      return { isError: true, content: [{ type: 'text', text: 'no such city' }] };
    }
    return { content: [{ type: 'text', text: `rain in ${city}` }] };
  });
  return server;
}

const info = { name: 'chirograph-bench', version: '1.0.0' };
const stateless = toNodeHandler(createMcpHandler(() => withTools(new McpServer(info))));
const sessions = new Map();

async function session(request, response) {
  let transport = sessions.get(request.headers['mcp-session-id']);
  if (!transport) {
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: id => sessions.set(id, transport)
    });
    await withTools(new SessionServer(info)).connect(transport);
  }
  await transport.handleRequest(request, response);
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/describe') {
    description = url.searchParams.get('text');
    response.end();
  } else {
    Promise.resolve(url.pathname === '/session' ? session(request, response) : stateless(request, response)).catch(e => {
      console.error(e);
      response.destroy();
    });
  }
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
