// The command that the suite runs for each scenario of a client, with the address of the scenario's server behind it: it
// tells the process that plays the client, which is quicker than to load the proxy anew each time.
const [desk, server] = process.argv.slice(2);
const { MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_CONTEXT: context = '{}' } = process.env;
const answer = await fetch(desk, {
  method: 'POST',
  body: JSON.stringify({ scenario, server, context: JSON.parse(context) }),
});
process.stderr.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
