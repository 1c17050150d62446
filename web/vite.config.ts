/** How the static files are built, and where the API is found while developing. */
import { defineConfig, loadEnv } from "vite";

const { API = "http://127.0.0.1:8000" } = loadEnv("development", ".", "API");

export default defineConfig({
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/v1": API, "/_local": API } },
});
