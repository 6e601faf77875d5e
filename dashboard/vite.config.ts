import { defaultClientConditions, defineConfig, type UserConfig } from "vite";

const API = process.env.DAYSTREAK ?? "http://localhost:8000";

const config: UserConfig = defineConfig({
  base: "/admin/",
  // The widgets of @daystreak/client come from their source.
  resolve: { conditions: ["daystreak-src", ...defaultClientConditions] },
  // Files of their own: nothing that a strict content security policy would refuse.
  build: { assetsInlineLimit: 0, target: "es2024", modulePreload: { polyfill: false } },
  server: { proxy: { "/api": API, "/v1": API } },
});

export default config;
