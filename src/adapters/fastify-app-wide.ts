import type { FastifyInstance, FastifyPluginCallback } from "fastify";

/** A plugin whose hooks hold for the app that registers it, and not for a capsule of its own. */
export function appWide(install: (app: FastifyInstance) => void): FastifyPluginCallback {
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    install(app);
    done();
  };
  return Object.assign(plugin, {
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "daystreak",
  });
}
