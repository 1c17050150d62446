/** The page where not even the texts could be fetched; its few words are part of the code. */
import { Mark } from "./mark";
import { useTitle } from "./title";

const WORDS = {
  en: ["This page could not be loaded", "Check your network, then try again.", "Try again"],
  nl: ["Deze pagina kon niet worden geladen", "Controleer uw netwerk en probeer het opnieuw.", "Opnieuw proberen"],
  pl: ["Nie udało się wczytać strony", "Sprawdź połączenie z siecią i spróbuj ponownie.", "Spróbuj ponownie"],
} as const;

export function Unreachable() {
  const wishes = navigator.languages.map((tag) => tag.slice(0, 2)) as (keyof typeof WORDS)[];
  const language = wishes.find((wish) => Object.hasOwn(WORDS, wish)) ?? "en";
  const [title, lead, again] = WORDS[language];
  useTitle(title);
  document.documentElement.lang = language;
  return (
    <div class="gate">
      <header>
        <Mark />
      </header>
      <main class="card">
        <header class="heading">
          <h1>{title}</h1>
        </header>
        <p class="lead">{lead}</p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          {again}
        </button>
      </main>
    </div>
  );
}
