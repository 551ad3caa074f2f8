"""What a tensor is made of, whatever its layout: its parts and its bytes."""

import hashlib

import torch

COMPRESSED_PARTS = {
    torch.sparse_csr: ('crow_indices', 'col_indices', 'values'),
    torch.sparse_bsr: ('crow_indices', 'col_indices', 'values'),
    torch.sparse_csc: ('ccol_indices', 'row_indices', 'values'),
    torch.sparse_bsc: ('ccol_indices', 'row_indices', 'values'),
}
# A dtype that can be copied, for each size that an element may have.
COPYABLE = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64, 16: torch.complex128}

# Several elements in a byte, each row padded to whole bytes: more than torch can unpack.
SUB_BYTE = (torch.quint4x2, torch.quint2x4)


def tensor_parts(tensor):
    """The tensors and numbers that a tensor is made of, by torch's names."""
    tensor = tensor.detach()
    if tensor.is_nested:
        return {
            'values': elements_of(tensor),
            'sizes': tensor._nested_tensor_size(),
            'strides': tensor._nested_tensor_strides(),
            'offsets': tensor._nested_tensor_storage_offsets(),
        }
    if tensor.layout is torch.sparse_coo:
        parts = {'indices': tensor._indices(), 'values': tensor._values()}
        return parts | {'coalesced': tensor.is_coalesced()}
    if tensor.layout in COMPRESSED_PARTS:
        return {name: getattr(tensor, name)() for name in COMPRESSED_PARTS[tensor.layout]}
    return quantizer_parts(tensor) if tensor.is_quantized else {}


def quantizer_parts(tensor):
    """How to get from the integers of a quantized tensor to its values."""
    if tensor.qscheme() in (torch.per_tensor_affine, torch.per_tensor_symmetric):
        return {'scale': tensor.q_scale(), 'zero_point': tensor.q_zero_point()}
    return {
        'scales': tensor.q_per_channel_scales(),
        'zero_points': tensor.q_per_channel_zero_points(),
        'axis': tensor.q_per_channel_axis(),
    }


def elements_of(tensor):
    """A strided tensor over the elements, whatever the layout."""
    tensor = tensor.detach()
    if tensor.is_nested:
        return tensor.values()
    if tensor.layout is torch.sparse_coo:
        return tensor._values()
    return tensor.values() if tensor.layout in COMPRESSED_PARTS else tensor


def tensor_digest(tensor):
    """SHA-256 of the elements, row by row; `None` where there are none of its own."""
    if tensor.is_nested or tensor.layout is not torch.strided or tensor.is_meta:
        return None
    tensor = tensor.detach()
    if tensor.dtype in SUB_BYTE:
        return sha256(storage_bytes(tensor.untyped_storage()))
    if tensor.is_quantized:
        tensor = tensor.int_repr()
    return sha256(row_major_bytes(tensor.resolve_conj().resolve_neg()))


def row_major_bytes(tensor):
    """The element bytes, through a dtype of the same size that torch can always copy."""
    alias = torch.empty(0, dtype=COPYABLE[tensor.element_size()]).set_(
        tensor.untyped_storage(), tensor.storage_offset(), tensor.shape, tensor.stride()
    )
    return alias.numpy().tobytes()


def storage_bytes(untyped):
    """All the bytes of a storage."""
    return torch.empty(0, dtype=torch.uint8).set_(untyped).numpy().tobytes()


def sha256(data):
    """In hex."""
    return hashlib.sha256(data).hexdigest()
