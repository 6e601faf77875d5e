import { defineConfig, type UserConfig } from "vite";

const API = process.env.DAYSTREAK ?? "http://localhost:8000";

const config: UserConfig = defineConfig({
  base: "/admin/",
  // Files of their own: nothing that a strict content security policy would refuse.
  build: { assetsInlineLimit: 0, target: "es2024", modulePreload: { polyfill: false } },
  server: { proxy: { "/api": API, "/v1": API } },
});

export default config;
