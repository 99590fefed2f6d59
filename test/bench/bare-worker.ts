/** What the gateway is measured against: the body read, one send to a queue, an answer. */
export default {
  async fetch(request: Request, env: { readonly QUEUE: Queue }): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    await env.QUEUE.send({ body }, { contentType: "v8" });
    return Response.json({ received: true });
  },
} satisfies ExportedHandler<{ readonly QUEUE: Queue }>;
