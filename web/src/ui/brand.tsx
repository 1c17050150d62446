/** The tenant's name, which is the name of the product one signs in to, with its first letter as a mark. */
export function Brand({ name, href }: { name: string; href: string }) {
  return (
    <a class="brand" href={href}>
      <span class="mark" aria-hidden="true">
        {[...name][0]}
      </span>
      {name}
    </a>
  );
}
