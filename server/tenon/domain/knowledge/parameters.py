"""What routers of knowledge are given: one name for each service."""

from typing import Annotated

from fastapi import Depends

from tenon.domain.file.service import Uploads
from tenon.domain.knowledge.adding import Adding
from tenon.domain.knowledge.archive import Archives
from tenon.domain.knowledge.csv_import import Imports
from tenon.domain.knowledge.datasets import Datasets
from tenon.domain.knowledge.documents import Documents
from tenon.domain.knowledge.preview import Previews
from tenon.domain.knowledge.retrieval import Retriever
from tenon.domain.knowledge.segments import Segments
from tenon.domain.knowledge.service_documents import ServiceDocuments
from tenon.kit.http import provided

Sets = Annotated[Datasets, Depends(provided(Datasets))]
Docs = Annotated[Documents, Depends(provided(Documents))]
ApiDocs = Annotated[ServiceDocuments, Depends(provided(ServiceDocuments))]
Segs = Annotated[Segments, Depends(provided(Segments))]
Add = Annotated[Adding, Depends(provided(Adding))]
Files = Annotated[Uploads, Depends(provided(Uploads))]
Zips = Annotated[Archives, Depends(provided(Archives))]
Csv = Annotated[Imports, Depends(provided(Imports))]
Looks = Annotated[Previews, Depends(provided(Previews))]
Asks = Annotated[Retriever, Depends(provided(Retriever))]
