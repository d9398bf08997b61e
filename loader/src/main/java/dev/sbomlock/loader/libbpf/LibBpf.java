// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.libbpf;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/**
 * libbpf 1.1 (Debian's libbpf1). Functions that answer an int give a negative errno on failure;
 * those that answer a pointer give null and leave errno.
 */
public interface LibBpf {

  /** The library's file name: Debian's runtime package has no {@code libbpf.so}. */
  String NAME = "libbpf.so.1";

  @Nullable Pointer libbpf_set_print(PrintFunction function);

  @Nullable Pointer bpf_object__open_mem(Pointer bytes, long size, @Nullable Pointer options);

  int bpf_object__load(Pointer object);

  void bpf_object__close(Pointer object);

  @Nullable Pointer bpf_object__next_program(Pointer object, @Nullable Pointer previous);

  @Nullable Pointer bpf_object__find_map_by_name(Pointer object, @In byte[] name);

  String bpf_program__name(Pointer program);

  String bpf_program__section_name(Pointer program);

  int bpf_program__set_autoload(Pointer program, boolean autoload);

  @Nullable Pointer bpf_program__attach(Pointer program);

  int bpf_program__pin(Pointer program, @In byte[] path);

  int bpf_prog_attach(int program, int target, int type, int flags);

  int bpf_prog_detach2(int program, int target, int type);

  @Nullable Pointer bpf_program__attach_iter(Pointer program, @Nullable Pointer options);

  int bpf_map__fd(Pointer map);

  int bpf_map__set_max_entries(Pointer map, int entries);

  int bpf_map__set_map_flags(Pointer map, int flags);

  int bpf_map__set_initial_value(Pointer map, @In byte[] value, long size);

  int bpf_map__pin(Pointer map, @In byte[] path);

  int bpf_link__pin(Pointer link, @In byte[] path);

  int bpf_link__destroy(Pointer link);

  int bpf_obj_get(@In byte[] path);

  /** The kernel reads it as well: what it holds says where more is to be written. */
  int bpf_obj_get_info_by_fd(int fd, @In @Out byte[] info, @In @Out int[] length);

  int bpf_obj_get_opts(@In byte[] path, @In byte[] options);

  int bpf_prog_get_next_id(int id, @Out int[] next);

  int bpf_map_freeze(int fd);

  int bpf_map_delete_elem(int fd, @In byte[] key);

  int bpf_map_update_elem(int fd, @In byte[] key, @In byte[] value, long flags);

  int bpf_map_lookup_elem(int fd, @In byte[] key, @Out byte[] value);

  int bpf_map_get_next_key(int fd, @In byte @Nullable [] key, @Out byte[] next);

  int bpf_map_update_batch(
      int fd, @In byte[] keys, @In byte[] values, @In @Out int[] count, @Nullable Pointer options);

  int bpf_map_lookup_batch(
      int fd,
      @In byte @Nullable [] from,
      @Out byte[] next,
      @Out byte[] keys,
      @Out byte[] values,
      @In @Out int[] count,
      @Nullable Pointer options);

  int libbpf_num_possible_cpus();

  @Nullable Pointer btf__load_vmlinux_btf();

  int btf__find_by_name_kind(Pointer btf, @In byte[] name, int kind);

  void btf__free(Pointer btf);

  @Nullable Pointer ring_buffer__new(
      int mapFd, SampleFunction function, @Nullable Pointer context, @Nullable Pointer options);

  int ring_buffer__poll(Pointer ring, int milliseconds);

  int ring_buffer__consume(Pointer ring);

  void ring_buffer__free(Pointer ring);

  /** C's, found through libbpf's own dependency: libbpf hands over format and va_list. */
  int vsnprintf(@Out byte[] target, long size, Pointer format, Pointer arguments);

  /** {@code libbpf_print_fn_t}. */
  interface PrintFunction {
    @Delegate
    int print(int level, Pointer format, Pointer arguments);
  }

  /** {@code ring_buffer_sample_fn}. */
  interface SampleFunction {
    @Delegate
    int sample(@Nullable Pointer context, Pointer data, long size);
  }
}
