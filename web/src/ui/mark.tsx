/** The product's mark: an arch with its door ajar. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
      <path fill-rule="evenodd" d="M2 31V16a14 14 0 0 1 28 0v15h-4V16a10 10 0 0 0-20 0v15Z" />
      <path fill-rule="evenodd" d="M8.5 31V16A7.5 7.5 0 0 1 16 8.5L20 12v19Zm7.5-10a1.6 1.6 0 1 0 0 3.2A1.6 1.6 0 0 0 16 21Z" />
    </svg>
  );
}
