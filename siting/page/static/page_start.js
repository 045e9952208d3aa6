/* Everything begins here; the map, if there is one, has begun before. */
const page_data = JSON.parse(document.getElementById("page-data").textContent);
formats_ready();
tools_ready();
paper_ready();
projects_ready(page_data);
matrix_ready(page_data);
sheets_ready(page_data);
